/** Letters looked at; more say nothing new. */
const MOST_CHARACTERS = 2_000

/** Different stop words of a language that a text must have to be taken for it, and how clearly it must lead. */
const FEWEST_HITS = 2
const LEAD = 1.25

/** What stands in for something redacted is in no language. */
const TOKEN = /<[A-Z_]+_k\d{1,3}_[0-9A-F]{8}>/g

/**
 * Frequent words that few of the other languages have. A word of two languages counts for both, so that only the
 * others tell them apart.
 */
const STOP_WORDS: { readonly [language: string]: string } = {
  en: "the and you is are was have has for with this that my your i can't cannot please what how when where would could not it of to from order need want do does did a an on in me at be as if or but so we they will any about tell give let's no yes much many there who why which",
  de: 'der die das und ist nicht ich mein meine meinen sie wir ein eine einen bitte mit für wie wann wo von den dem auf zu habe haben kann möchte wurde auch noch es in sind aber oder wenn war mir mich',
  fr: 'le la les et est je mon ma mes vous nous une des du pas pour avec que qui dans sur bonjour merci comment quand où ne au aux avez veux suis cette votre un de en ce il elle ou mais être ont a l d j',
  es: 'el la los las y es mi mis no que un una por para con cómo cuándo dónde hola gracias quiero puedo está del al se me su pedido necesito usted tengo de en lo o pero más esta este ser',
  pt: 'o a os as e é meu minha não que um uma por para com como quando onde olá obrigado obrigada quero posso está do da no na você eu meus preciso seu pedido foi de em se ou mas mais ser dos das',
  it: 'il lo la gli le e è mio mia non che un una per con come quando dove ciao grazie voglio posso sono del della nel ordine vorrei questo ho mi di i in da si o ma deve essere al',
  ca: 'el la els les i és no que un una per amb com quan on hola gràcies vull puc del al de en ha ser meva meu però o més aquesta',
  ro: 'și este nu că un o pentru cu cum când unde bună mulțumesc vreau pot din la de în mea meu trebuie să fie comanda sunt dar sau a ce am',
  nl: 'de het een en is niet ik mijn je jullie met voor hoe wanneer waar van op te heb kan wil graag wordt ook nog bestelling deze hallo maar zijn dat in moet of',
  da: 'og er ikke jeg min mit mine en et at det som på for med hvordan hvornår hvor var vil kan har til af bestilling hej tak denne fra skal den de være eller men',
  no: 'og er ikke jeg min mitt mine en et at det som på for med hvordan når hvor var vil kan har til av bestilling hei takk denne fra må den de være eller men',
  sv: 'och är inte jag min mitt mina en ett att det som på för med hur när var vill kan har till av beställning hej tack denna från måste den de vara eller men',
  fi: 'ja on ei minun en mutta että se tämä voi miten milloin missä haluan tilaus hei kiitos olla täytyy pitää ole oli tai joka kun niin voinko',
  hu: 'a az és nem egy hogy van volt kell lehet meg de én szeretnék hol mikor hogyan rendelés köszönöm ez csak mint vagy ki el is',
  cs: 'a je v na se že to s z do o pro za jak kdy kde prosím děkuji chci mohu moje můj objednávka dobrý den není nebo musí být jsem mám od',
  pl: 'nie jest i w na z się mój moje moja jak kiedy gdzie czy proszę dziękuję chcę mogę do od za to mam zamówienie dzień dobry przez ten tego musi być o a',
  tr: 've bir bu için ne nasıl nerede ben benim değil mi var yok lütfen merhaba teşekkürler istiyorum siparişim zaman çok ile olarak daha gibi olmalı veya',
  id: 'yang dan di ini itu saya tidak untuk dengan apa bagaimana kapan dimana pesanan tolong terima kasih bisa ingin sudah ke dari ada mau belum harus atau mana',
  vi: 'tôi của và là không có được cho với này một những bạn đơn hàng làm thế nào khi ở muốn cảm ơn xin phải hoặc',
}

/** Scripts that are written in one language, or nearly so; letters counted, the largest share wins. */
const SCRIPTS: readonly (readonly [language: string, letters: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['th', /\p{Script=Thai}/gu],
]

const LANGUAGES_OF_WORD = languagesOfWord()

/**
 * The language of a text as the primary subtag of BCP 47, or `und` when the text does not say: too short, too mixed, or
 * in a language that is not known here. By script where that settles it, else by stop words: no model, no network,
 * the same answer everywhere.
 */
export function languageOf(text: string): string {
  const clean = text.slice(0, MOST_CHARACTERS).replace(TOKEN, ' ')
  return languageOfScript(clean) ?? languageOfWords(clean)
}

/** Undefined where most letters are Latin: then the words tell. */
function languageOfScript(text: string): string | undefined {
  if (!/[^\p{Script=Latin}\p{P}\p{S}\p{N}\p{Z}\p{C}]/u.test(text)) return undefined
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  const counts = SCRIPTS.map(([language, letters]) => ({ language, count: text.match(letters)?.length ?? 0 }))
  const [kana, ...others] = counts
  // Japanese is written with Han and kana; a tenth of kana tells it from Chinese.
  const han = others.find(({ language }) => language === 'zh')?.count ?? 0
  const isJapanese = kana !== undefined && kana.count * 10 > han && kana.count > 0
  const written = isJapanese
    ? [{ language: 'ja', count: kana.count + han }, ...others.filter(({ language }) => language !== 'zh')]
    : others
  const largest = written.toSorted((left, right) => right.count - left.count)[0]
  if (largest === undefined || largest.count <= latin || largest.count < 2) return undefined
  if (largest.language === 'ru' && /[іїєґ]/iu.test(text)) return 'uk'
  if (largest.language === 'ar' && /[پچژگ]/u.test(text)) return 'fa'
  return largest.language
}

function languageOfWords(text: string): string {
  const hits = new Map<string, number>()
  // A word counts once: one that is repeated says no more.
  const words = new Set(Array.from(text.toLowerCase().matchAll(/[\p{L}\p{M}']+/gu), ([word]) => word))
  for (const word of words) {
    for (const language of LANGUAGES_OF_WORD.get(word) ?? [])
      hits.set(language, (hits.get(language) ?? 0) + 1)
  }
  const [first, second] = [...hits].sort(([, left], [, right]) => right - left)
  if (first === undefined || first[1] < FEWEST_HITS) return 'und'
  return first[1] >= LEAD * (second?.[1] ?? 0) ? first[0] : 'und'
}

function languagesOfWord(): ReadonlyMap<string, readonly string[]> {
  const languages = new Map<string, string[]>()
  for (const [language, words] of Object.entries(STOP_WORDS)) {
    for (const word of new Set(words.split(' '))) {
      const known = languages.get(word)
      if (known === undefined) languages.set(word, [language])
      else known.push(language)
    }
  }
  return languages
}
