/**
 * English words that say nothing about an intent, and what an apostrophe leaves of others (`don`, `ll`). Small on
 * purpose: words frequent in every group weigh little in class-based TF-IDF anyway. What people write to be polite is
 * in it, because a small group of requests can have it in common by chance; `where`, `back` and `no longer` are not.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after again ahead all already also although am an and another any anyone anything are aren as ask asking at
  be because been before being but by can cannot could couldn did didn do does doesn doing don done during each either
  else ever every for from get getting give go goes going gonna got had has hasn have haven having he hello help her here
  hey hi hiya him his how however if in into is isn it its just kindly know let like ll make many may maybe me might mine
  more most much must my myself need needed no not now of off oh ok okay on once one only or other our out over own per
  please possible quite rather re really regarding same say see seem shall she should shouldn since so some someone
  something soon sorry such sure tell than thank thanks that the their them then there these they thing things this those
  though through thx to too try trying under until up upon us use using ve very via wanna want wanted was wasn way we well
  were weren what whatever when whether which while who whom whose why will wish with within without won would wouldn yes
  yet you your yours yourself`.split(/\s+/),
)
