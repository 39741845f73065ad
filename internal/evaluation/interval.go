package evaluation

import "math"

// Interval is a 95 % confidence interval of a share.
type Interval struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

// z is the 97.5th percentile of the standard normal distribution.
const z = 1.959963984540054

// wilson returns the Wilson score interval of a share p = good/n:
//
//	(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
//
// It is from 0 to 1 where n is 0. E. B. Wilson, "Probable inference, the law of succession, and
// statistical inference", Journal of the American Statistical Association 22 (1927) 209–212,
// doi:10.1080/01621459.1927.10502953. Brown, Cai and DasGupta (2001), doi:10.1214/ss/1009213286,
// recommend it for small n, and for shares near 0 or 1.
func wilson(good, n int) Interval {
	if n == 0 {
		return Interval{0, 1}
	}
	count := float64(n)
	p, zz := float64(good)/count, z*z
	middle := p + zz/(2*count)
	half := z * math.Sqrt(p*(1-p)/count+zz/(4*count*count))
	all := 1 + zz/count
	return Interval{max(0, (middle-half)/all), min(1, (middle+half)/all)}
}
