package tokens

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// refusals are all errors that Normalise returns, except errNumber, which depends on the region
// only.
var refusals = []refusal{
	errKind, errEmpty, errLong, errUTF8,
	errNumberCharacters, errNumberRegion, errNumberNoRegion,
	errDeviceCharacters, errDeviceLength, errDeviceCheck,
	errAccountScheme, errAccountUPI, errAccountEmail, errAccountBank, errAccountIFSC, errAccountNumber, errAccountOther,
	errEth, errEthCase, errBtc, errBtcCheck, errBtcCase,
}

// requireRefusal checks that an error is one of the constant texts, and so holds no part of a
// value.
func requireRefusal(t *testing.T, err error, region string) {
	t.Helper()
	require.ErrorIs(t, err, ErrIdentifier)
	for _, r := range refusals {
		if err == error(r) {
			return
		}
	}
	region = strings.ToUpper(region)
	require.True(t, regions()[region])
	require.Equal(t, error(errNumber(region)), err)
}

type goodCase struct{ name, value, region, want string }

type refusedCase struct {
	name, value, region string
	want                refusal
}

func testKind(t *testing.T, kind string, good []goodCase, refused []refusedCase) {
	t.Helper()
	for _, c := range good {
		t.Run("OK/"+c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Normalise(kind, c.value, c.region)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			again, err := Normalise(kind, got, "")
			require.NoError(t, err)
			require.Equal(t, got, again, "the normal form of a normal form is itself")
		})
	}
	for _, c := range refused {
		t.Run("Refused/"+c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Normalise(kind, c.value, c.region)
			require.Empty(t, got)
			require.Equal(t, error(c.want), err)
			requireRefusal(t, err, c.region)
			if c.value != "" {
				require.NotContains(t, err.Error(), c.value)
			}
		})
	}
}

func TestNormalise_Number(t *testing.T) {
	t.Parallel()
	const want = "+919876543210"
	testKind(t, KindNumber, []goodCase{
		{"E164", "+919876543210", "", want},
		{"E164 of another region", "+919876543210", "US", want},
		{"national", "9876543210", "IN", want},
		{"national with trunk zero", "09876543210", "IN", want},
		{"country code without plus", "919876543210", "IN", want},
		{"international prefix", "00919876543210", "IN", want},
		{"region in lower case", "9876543210", "in", want},
		{"groups", "(+91) 98765-43210", "IN", want},
		{"white space around", "  98765 43210\t", "IN", want},
		{"no-break space and dash", "98765\u00a0432\u201310", "IN", want},
		{"direction marks", "\u202a+91 98765 43210\u202c", "", want},
		{"Devanagari digits", "९८७६५४३२१०", "IN", want},
		{"full-width", "\uff0b\uff19\uff11\uff19\uff18\uff17\uff16\uff15\uff14\uff13\uff12\uff11\uff10", "", want},
		{"landline", "080 2222 1234", "IN", "+918022221234"},
		{"Italian leading zero", "06 6982", "IT", "+39066982"},
		{"dots", "212.555.0123", "US", "+12125550123"},
	}, []refusedCase{
		{"empty", "", "IN", errEmpty},
		{"too long", strings.Repeat("9", maxBytes+1), "IN", errLong},
		{"not UTF-8", "98765\xff43210", "IN", errUTF8},
		{"national without region", "9876543210", "", errNumberNoRegion},
		{"unknown region", "9876543210", "XX", errNumberRegion},
		{"value as region", "9876543210", "9876543210", errNumberRegion},
		{"too short", "98765", "IN", errNumber("IN")},
		{"too long for the region", "98765432101234", "IN", errNumber("IN")},
		{"not assigned", "0000000000", "IN", errNumber("IN")},
		{"unknown country code", "+9991234567", "", errNumberNoRegion},
		{"letters", "1-800-FLOWERS", "US", errNumberCharacters},
		{"two numbers", "9876543210/9876543211", "IN", errNumberCharacters},
		{"extension", "9876543210 ext 12", "IN", errNumberCharacters},
		{"sentence", "call 9876543210", "IN", errNumberCharacters},
		{"line feed", "98765\n43210", "IN", errNumberCharacters},
		{"plus inside", "98765+43210", "IN", errNumber("IN")},
		{"only marks", "\u200b\u200b", "IN", errNumber("IN")},
	})
}

func TestASCIIDigit(t *testing.T) {
	t.Parallel()
	for _, within := range unicode.Nd.R16 {
		require.Equal(t, []uint16{1, 0}, []uint16{within.Stride, (within.Hi - within.Lo + 1) % 10})
	}
	for _, within := range unicode.Nd.R32 {
		require.Equal(t, []uint32{1, 0}, []uint32{within.Stride, (within.Hi - within.Lo + 1) % 10})
	}
	for i, digit := range []rune("०१२३४५६७८९") {
		require.Equal(t, '0'+rune(i), asciiDigit(digit))
	}
	require.Equal(t, '9', asciiDigit('\U0001d7ff'))
}

func TestNormalise_Device(t *testing.T) {
	t.Parallel()
	// The example IMEI in most descriptions of the check digit.
	const want = "49015420323751"
	testKind(t, KindDevice, []goodCase{
		{"14 digits", "49015420323751", "", want},
		{"check digit", "490154203237518", "", want},
		{"software version", "4901542032375101", "", want},
		{"groups", "49-015420-323751-8", "", want},
		{"spaces", " 49015420 323751 8 ", "", want},
		{"region is ignored", "490154203237518", "XX", want},
	}, []refusedCase{
		{"empty", "", "", errEmpty},
		{"wrong check digit", "490154203237519", "", errDeviceCheck},
		{"13 digits", "4901542032375", "", errDeviceLength},
		{"17 digits", "49015420323751012", "", errDeviceLength},
		{"only hyphens", "------", "", errDeviceLength},
		{"letters", "A9015420323751", "", errDeviceCharacters},
		{"other digits", "४९०१५४२०३२३७५१", "", errDeviceCharacters},
		{"slashes", "490154/20/323751/8", "", errDeviceCharacters},
	})
}

func TestNormalise_Account(t *testing.T) {
	t.Parallel()
	testKind(t, KindAccount, []goodCase{
		{"upi", "upi:ravi.k@okbank", "", "upi:ravi.k@okbank"},
		{"upi in capitals", "upi: Ravi.K@OKBANK ", "", "upi:ravi.k@okbank"},
		{"upi of a number", "upi:9876543210@ybl", "", "upi:9876543210@ybl"},
		{"email", "email:Ravi+Shop@Example.COM", "", "email:ravi+shop@example.com"},
		{"bank", "bank:sbin0001234/1234 5678-901", "", "bank:SBIN0001234/12345678901"},
		{"bank with leading zeros", "bank:SBIN0001234/00012345", "", "bank:SBIN0001234/00012345"},
		// EIP-55, test cases.
		{"eth with checksum", "eth:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "", "eth:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
		{"eth with checksum, second", "eth:0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "", "eth:0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359"},
		{"eth upper case", "eth:0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED", "", "eth:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
		{"btc of the first block", "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "", "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
		{"btc script hash", "btc:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "", "btc:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"},
		{"btc leading ones", "btc:1111111111111111111114oLvT2", "", "btc:1111111111111111111114oLvT2"},
		// BIP-173 and BIP-350, test vectors.
		{"btc bech32", "btc:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "", "btc:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
		{"btc bech32m", "btc:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "", "btc:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"},
		{"other", "wallet.in:Ravi Kumar/7", "", "wallet.in:Ravi Kumar/7"},
		{"other script", "wallet:रवि", "", "wallet:रवि"},
		{"other with colons", "iban:a:b", "", "iban:a:b"},
	}, []refusedCase{
		{"empty", "", "", errEmpty},
		{"no scheme", "ravi@okbank", "", errAccountScheme},
		{"scheme in capitals", "UPI:ravi@okbank", "", errAccountScheme},
		{"scheme too long", strings.Repeat("a", 33) + ":12345", "", errAccountScheme},
		{"white space before the scheme", " upi:ravi@okbank", "", errAccountScheme},
		{"upi without host", "upi:ravikumar", "", errAccountUPI},
		{"upi with two hosts", "upi:ravi@ok@bank", "", errAccountUPI},
		{"upi with space", "upi:ravi kumar@bank", "", errAccountUPI},
		{"upi with Kelvin sign", "upi:ravi@ban\u212a", "", errAccountUPI},
		{"email without name", "email:@example.com", "", errAccountEmail},
		{"email outside ASCII", "email:rávi@example.com", "", errAccountEmail},
		{"bank without number", "bank:SBIN0001234", "", errAccountBank},
		{"bank with long s", "bank:\u017fBIN0001234/12345678", "", errAccountBank},
		{"IFSC without zero", "bank:SBIN1001234/12345678", "", errAccountIFSC},
		{"IFSC too short", "bank:SBIN000123/12345678", "", errAccountIFSC},
		{"bank number too short", "bank:SBIN0001234/1-2-3-4-5", "", errAccountNumber},
		{"bank number too long", "bank:SBIN0001234/" + strings.Repeat("1", 35), "", errAccountNumber},
		{"bank number with slash", "bank:SBIN0001234/1234/5678", "", errAccountNumber},
		{"eth too short", "eth:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", "", errEth},
		{"eth without 0x", "eth:5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "", errEth},
		{"eth wrong case", "eth:0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "", errEthCase},
		{"btc wrong character", "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "", errBtcCheck},
		{"btc not base58", "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0", "", errBtc},
		{"btc too short", "btc:1A1zP1eP5QGefi2DMPTfTL5SL", "", errBtc},
		{"btc overflow", "btc:" + strings.Repeat("z", 35), "", errBtcCheck},
		{"btc one too many", "btc:11111111111111111111114oLvT2", "", errBtcCheck},
		{"btc bech32 mixed", "btc:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4", "", errBtcCase},
		{"btc bech32 checksum", "btc:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "", errBtcCheck},
		{"btc bech32 empty", "btc:bc1", "", errBtcCheck},
		{"other empty", "wallet:", "", errAccountOther},
		{"other with white space around", "wallet: ravi", "", errAccountOther},
		{"other with control character", "wallet:ravi\x00kumar", "", errAccountOther},
		{"other too long", "wallet:" + strings.Repeat("x", 257), "", errAccountOther},
	})
}

func TestNormalise_UnknownKind(t *testing.T) {
	t.Parallel()
	_, err := Normalise("passport", "K1234567", "IN")
	require.Equal(t, error(errKind), err)
}

func FuzzNormalise(f *testing.F) {
	for _, s := range [][3]string{
		{KindNumber, "+91 98765 43210", "IN"},
		{KindNumber, "9876543210", ""},
		{KindNumber, "+52 1 55 1234 5678", "MX"},
		{KindNumber, "0343715123456789", "AR"},
		{KindDevice, "49-015420-323751-8", ""},
		{KindAccount, "upi:Ravi@okbank", ""},
		{KindAccount, "bank:sbin0001234/1234 5678-901", ""},
		{KindAccount, "eth:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", ""},
		{KindAccount, "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", ""},
		{KindAccount, "wallet:\u00a0", ""},
		{"passport", "K1234567", "IN"},
	} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, kind, value, region string) {
		got, err := Normalise(kind, value, region)
		if err != nil {
			require.Empty(t, got)
			// A constant text reveals nothing about the value. It may contain the value all the
			// same if that is a word of the text ("number"), so only values with a digit that are
			// no such piece are checked.
			requireRefusal(t, err, region)
			if len(value) >= 6 && strings.ContainsAny(value, "0123456789") && !inRefusals(value) {
				require.NotContains(t, err.Error(), value)
			}
			return
		}
		again, err := Normalise(kind, got, region)
		require.NoError(t, err)
		require.Equal(t, got, again)
		without, err := Normalise(kind, got, "")
		require.NoError(t, err)
		require.Equal(t, got, without)
	})
}

// inRefusals reports whether a value is itself a piece of the constant texts.
func inRefusals(value string) bool {
	for _, r := range append(refusals, errNumber("IN")) {
		if strings.Contains(string(r), value) {
			return true
		}
	}
	return false
}
