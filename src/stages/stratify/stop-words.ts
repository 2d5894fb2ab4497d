/**
 * English words that say nothing about an intent, and what an apostrophe leaves of others (`don`, `ll`). Small on
 * purpose: words frequent in every group weigh little in class-based TF-IDF anyway.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after again all also am an and any are aren as at be because been before being but by can could couldn did
  didn do does doesn doing don done for from get give go going got had has hasn have haven having he hello help her here
  hey hi him his how if in into is isn it its just know let like ll make many may me might more most much my need no not
  now of off ok on once only or other our out over please re same see she should so some such sure tell than thank
  thanks that the their them then there these they thing this those to too try up us use very want was wasn way we well
  were what when where which while who why will with won would wouldn yes you your ve`.split(/\s+/),
)
