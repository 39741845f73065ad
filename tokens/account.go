package tokens

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	errAccountScheme refusal = "not an account: write scheme:value with a lower-case scheme, for example upi:name@bank or bank:IFSC/number"
	errAccountUPI    refusal = "not a UPI address: write upi:name@bank"
	errAccountEmail  refusal = "not an e-mail address in ASCII: write email:name@host"
	errAccountBank   refusal = "not a bank account: write bank:IFSC/number"
	errAccountIFSC   refusal = "not an IFSC: write four letters, a zero, and six letters or digits"
	errAccountNumber refusal = "not a bank account number: write 6 to 34 letters or digits"
	errAccountOther  refusal = "not an account: after the scheme write 1 to 256 printable characters without white space around them"
)

var (
	schemePattern = regexp.MustCompile(`^[a-z][a-z0-9+.-]{0,31}$`)
	// upiPattern is a little wider than what NPCI assigns today: banks differ in what they allow in
	// a name.
	upiPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._+-]{0,254}@[a-z0-9][a-z0-9.-]{0,63}$`)
	// emailPattern is the unquoted form of RFC 5321, section 4.1.2: a Dot-string and a host.
	emailPattern = regexp.MustCompile("^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$")
	ifscPattern  = regexp.MustCompile(`^[A-Z]{4}0[A-Z0-9]{6}$`)
	bankPattern  = regexp.MustCompile(`^[A-Z0-9]{6,34}$`)
)

// maxOther bounds, in characters, an account of a scheme without a rule of its own.
const maxOther = 256

// normaliseAccount brings scheme:value to its normal form, by scheme:
//
//   - upi and email: name@host, lower-cased;
//   - bank: IFSC/number, upper-cased, the number without spaces and hyphens; leading zeros count;
//   - eth: 0x and 40 hexadecimal digits, lower-cased; see [normaliseEth];
//   - btc: base58 unchanged, or bech32 lower-cased; see [normaliseBtc];
//   - any other: unchanged.
//
// White space around the value is dropped if the scheme has a rule.
func normaliseAccount(account string) (string, error) {
	scheme, value, found := strings.Cut(account, ":")
	if !found || !schemePattern.MatchString(scheme) {
		return "", errAccountScheme
	}
	normalise, hasRule := schemes[scheme]
	if hasRule {
		value = strings.TrimSpace(value)
	} else {
		normalise = normaliseOther
	}
	value, err := normalise(value)
	if err != nil {
		return "", err
	}
	return scheme + ":" + value, nil
}

// schemes holds the rule of each scheme that has one.
var schemes = map[string]func(value string) (string, error){
	"upi":   addressRule(upiPattern, errAccountUPI),
	"email": addressRule(emailPattern, errAccountEmail),
	"bank":  normaliseBank,
	"eth":   normaliseEth,
	"btc":   normaliseBtc,
}

// addressRule returns the rule of a scheme whose values are name@host, whatever their case.
func addressRule(pattern *regexp.Regexp, refused refusal) func(string) (string, error) {
	return func(value string) (string, error) {
		if !isASCII(value) {
			return "", refused
		}
		value = strings.ToLower(value)
		if !pattern.MatchString(value) {
			return "", refused
		}
		return value, nil
	}
}

func normaliseBank(value string) (string, error) {
	ifsc, number, found := strings.Cut(value, "/")
	if !found || !isASCII(value) {
		return "", errAccountBank
	}
	ifsc = strings.ToUpper(strings.TrimSpace(ifsc))
	if !ifscPattern.MatchString(ifsc) {
		return "", errAccountIFSC
	}
	number = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(number))
	if !bankPattern.MatchString(number) {
		return "", errAccountNumber
	}
	return ifsc + "/" + number, nil
}

func normaliseOther(value string) (string, error) {
	if n := utf8.RuneCountInString(value); n < 1 || n > maxOther || strings.TrimSpace(value) != value {
		return "", errAccountOther
	}
	for _, r := range value {
		if !unicode.IsPrint(r) {
			return "", errAccountOther
		}
	}
	return value, nil
}
