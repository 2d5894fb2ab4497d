/**
 * Words on which a verdict can hang: opposites, quantities, conditions, tenses, persons. An embedding hardly tells them
 * apart, so they have to be the same, in the same order. A word too many costs a hit; a word too few, a wrong verdict.
 */
export const EXACT_WORDS: ReadonlySet<string> = new Set(
  `
  not no none never nothing nobody nowhere neither nor without unless except yes true false
  zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half
  third quarter double triple once twice first second last next previous final both either another other
  all any some every each most few many much several only more less least fewer too enough
  always usually often sometimes rarely still already yet again anymore
  must should may might will would shall can could need required optional mandatory
  was were had did been ago later now today tomorrow yesterday tonight before after during until since
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
  october november december morning afternoon evening night second seconds minute minutes hour hours day days week
  weeks month months year years business daily weekly monthly yearly annual annually
  if or but although however instead because from into onto off out over under above below up down left right
  i me my mine myself we us our ours you your yours yourself he him his she her hers they them their theirs
  approve approved reject rejected accept accepted decline declined deny denied allow allowed block blocked grant
  granted revoke revoked enable enabled disable disabled open opened close closed start started stop stopped begin end
  ended add added remove removed delete deleted create created destroy cancel cancelled canceled keep kept continue
  pause paused resume resumed renew renewed expire expired activate activated deactivate deactivated
  increase increased decrease decreased raise raised lower lowered rise fall higher highest lowest maximum minimum max
  min larger smaller big small long short longer shorter fast slow faster slower early late earlier latest oldest newest
  buy bought sell sold lend borrow borrowed lent send sent receive received give gave take took get got return returned
  refund refunded charge charged pay paid owe credit debit deposit withdraw withdrawal withdrew win won lose lost gain
  loss profit import export upload download push pull input output sender receiver buyer seller
  success succeed succeeded successful fail failed failure pass passed safe unsafe legal illegal possible correct wrong
  good bad better worse best worst hot cold warm cool high low new old full empty public private internal external
  visible hidden present absent available free busy locked unlocked valid online offline domestic international inbound
  outbound departure arrival depart arrive local remote male female alive dead present lock unlock
  positive negative increasing decreasing ok okay sure certainly sorry unfortunately
  `
    .trim()
    .split(/\s+/),
)

/** English words that carry little by themselves. What texts are made of tells their language. */
export const FILLER_WORDS: ReadonlySet<string> = new Set(
  `
  a an the this that these those it its itself there here is are am be being do does doing done have has having to of in
  on at by for with as and so than then about also please thanks thank hello hi hey dear kindly how what which who whom
  whose when where why through via per let lets like want wish help well very really quite rather
  `
    .trim()
    .split(/\s+/),
)

/** Words that are said out of politeness and to no other end; all of them are filler. */
export const COURTESY: ReadonlySet<string> = new Set(
  'please thanks thank hello hi hey dear kindly'.split(' '),
)

/** Frequent words of other languages that English does not use: their negations are not known here. */
export const FOREIGN_WORDS: ReadonlySet<string> = new Set(
  `
  der das und nicht ist ein eine kein keine wir sie ich zu mit auf het een niet geen van ik je wij zijn voor le les des
  une est pas ne vous je nous pour avec el los las una es que por para con su mi il che di non sono della um uma
  não nao os seu och att det som inte är ikke og på nie jest się ve bir bu değil ja nein oui ei se
  `
    .trim()
    .split(/\s+/),
)
