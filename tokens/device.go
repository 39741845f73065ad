package tokens

const (
	errDeviceCharacters refusal = "not an IMEI: write its digits, with only spaces and hyphens between them"
	errDeviceLength     refusal = "not an IMEI: it has 14 digits, 15 with the check digit, or 16 with the software version (IMEISV)"
	errDeviceCheck      refusal = "not an IMEI: the 15th digit is not the right check digit: compare with the handset (*#06#)"
)

// deviceDigits is the length of a type allocation code (8) and serial number (6). Together they
// identify one handset.
const deviceDigits = 14

// normaliseDevice brings an IMEI (3GPP TS 23.003, section 6.2.1) or IMEISV (section 6.2.2) to its
// first 14 digits. The check digit follows from them, and the software version changes during a
// handset's life, so neither is part of the normal form.
func normaliseDevice(value string) (string, error) {
	digits := make([]byte, 0, deviceDigits+2)
	for i := range len(value) {
		switch c := value[i]; {
		case c == ' ' || c == '-':
		case c < '0' || c > '9':
			return "", errDeviceCharacters
		default:
			digits = append(digits, c)
		}
	}
	switch len(digits) {
	case deviceDigits, deviceDigits + 2:
	case deviceDigits + 1:
		if !luhn(digits) {
			return "", errDeviceCheck
		}
	default:
		return "", errDeviceLength
	}
	return string(digits[:deviceDigits]), nil
}

// luhn reports whether the last digit is the check digit of the others by Luhn's formula: of the
// digits from the right, every second one is doubled and 9 subtracted from what exceeds 9; the sum
// of all must be 0 modulo 10 (ISO/IEC 7812-1, annex B; for IMEIs 3GPP TS 23.003, annex B).
func luhn(digits []byte) bool {
	sum := 0
	for i, c := range digits {
		d := int(c - '0')
		if (len(digits)-1-i)%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
