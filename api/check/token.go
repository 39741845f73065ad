package check

// PackedToken is a token in 18 bytes: the 16 whole bytes that 26 characters of base32 hold, and
// then 16 bits of which 14 are the epoch and 2 the rest of the characters. Different tokens are
// packed differently.
type PackedToken [18]byte

// base32Values are the values of the characters of a token. 255 marks other characters.
var base32Values = func() (values [256]byte) {
	for i := range values {
		values[i] = 255
	}
	for i, c := range []byte("abcdefghijklmnopqrstuvwxyz234567") {
		values[c] = byte(i)
	}
	return values
}()

// Pack packs a token. It is ok for what graph.Token.Valid accepts.
func Pack[T string | []byte](t T) (packed PackedToken, ok bool) {
	const tail = 26
	digits := len(t) - len("tk_") - tail
	if digits < 1 || digits > 4 || t[0] != 't' || t[1] != 'k' || t[2] == '0' || t[2+digits] != '_' {
		return packed, false
	}
	epoch := uint16(0)
	for i := 2; i < 2+digits; i++ {
		if t[i] < '0' || t[i] > '9' {
			return packed, false
		}
		epoch = epoch*10 + uint16(t[i]-'0')
	}
	// 24 characters are 15 bytes. The last two characters are 8 bits and 2.
	rest, bad := t[3+digits:], byte(0)
	for i := range 3 {
		group := uint64(0)
		for j := range 8 {
			v := base32Values[rest[8*i+j]]
			bad |= v
			group = group<<5 | uint64(v&31)
		}
		packed[5*i], packed[5*i+1], packed[5*i+2], packed[5*i+3], packed[5*i+4] =
			byte(group>>32), byte(group>>24), byte(group>>16), byte(group>>8), byte(group)
	}
	v, w := base32Values[rest[24]], base32Values[rest[25]]
	bad |= v | w
	last := uint16(v&31)<<5 | uint16(w&31)
	packed[15] = byte(last >> 2)
	epoch |= last << 14
	packed[16], packed[17] = byte(epoch>>8), byte(epoch)
	return packed, bad < 32
}
