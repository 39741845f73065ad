package graph

import "strings"

// moduses lists the words that agencies use for one method of fraud. The first of a row is its
// modus. A row holds only what can't be another method: 'cheating', 'online_fraud' or 'spam_call'
// can be anything, and are in no row.
var moduses = [...][]string{
	{"card_fraud", "card", "card_scam", "credit_card_fraud", "debit_card_fraud"},
	{"digital_arrest", "police_impersonation", "fake_police"},
	{"investment", "investments", "investment_fraud", "investment_scam", "trading", "trading_scam", "crypto_investment", "pig_butchering"},
	{"job_offer", "job", "job_fraud", "job_scam", "task_scam"},
	{"kyc_update", "kyc", "kyc_fraud", "kyc_scam"},
	{"loan_app", "loan", "loan_fraud", "loan_scam", "loan_harassment"},
	{"lottery", "lottery_fraud", "lottery_scam", "prize_scam", "giveaway", "airdrop"},
	{"parcel", "parcel_scam", "courier", "courier_scam", "customs_parcel"},
	{"phishing", "phishing_site", "smishing"},
	{"romance", "romance_fraud", "romance_scam"},
	{"sextortion"},
	{"shopping", "shopping_fraud", "marketplace", "marketplace_fraud", "non_delivery"},
	{"sim_swap", "sim_swap_fraud"},
	{"upi_fraud", "upi", "upi_scam", "payment_fraud"},
}

var modusByWord = func() map[string]string {
	all := map[string]string{}
	for _, row := range moduses {
		for _, word := range row {
			all[word] = row[0]
		}
	}
	return all
}()

// ModusOf returns the modus of a category: the one word for all that agencies call the same method
// of fraud. The part before a '/' decides where it is known, so that 'phishing/bank-a' and
// 'phishing/bank-b' are one modus. Whether '_', '-' or '.' parts words doesn't matter. A category
// that is in no row of the table is its own modus.
func ModusOf(category string) string {
	method, _, _ := strings.Cut(category, "/")
	if modus, ok := modusByWord[parts.Replace(method)]; ok {
		return modus
	}
	return category
}

var parts = strings.NewReplacer("-", "_", ".", "_")
