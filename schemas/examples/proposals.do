* Proposals by topic, and by whether their proposers hold a post in a party. For Stata 14 and later:
*
*   make run FORMATS=dta
*   cd out/data/dta
*   do ../../../schemas/examples/proposals.do
*
* This file was written by the manual: no Stata was at hand to run it. proposals.R beside it does the
* same in R, and is run by make check-tools.
version 14
clear all
set more off

* Persons with a post in a party.
use titles, clear
gen post = organization + position
gen byte party = ustrregexm(post, "书记|党委|党组|中央委员|民主党派")
collapse (max) party, by(person_id)
tempfile persons
save `persons'

* A row for each proposer of each proposal; is one of them in a party?
use proposals, clear
keep proposal_id person_ids
split person_ids, parse(";") gen(person)
drop person_ids
reshape long person, i(proposal_id) j(n)
rename person person_id
merge m:1 person_id using `persons', keep(master match) nogenerate
collapse (max) party, by(proposal_id)
replace party = 0 if missing(party)
tempfile parties
save `parties'

* A row for each topic of each proposal.
use proposals, clear
keep proposal_id topics
replace topics = "(none)" if topics == ""
split topics, parse(";") gen(topic)
drop topics
reshape long topic, i(proposal_id) j(n)
drop if topic == ""
merge m:1 proposal_id using `parties', keep(master match) nogenerate

label define party 0 "other" 1 "party post"
label values party party
gen byte one = 1
graph bar (sum) one, over(party) over(topic, sort(1) descending label(angle(90))) asyvars stack ///
    ytitle("proposals")
graph export proposals.pdf, replace
table topic party
