import { describe, expect, it } from 'vitest'
import { isEnglish, semanticFacts } from './semantic-facts.ts'

describe('semanticFacts', () => {
  it.each([
    ['Take 15 mg.', 'Take 15mg.'],
    ["It doesn't work.", 'It does not work.'],
    ["I can't pay.", 'I cannot pay.'],
    ["We'll refund you.", 'We will refund you.'],
    ['Could you please check it?', 'Please check it?'],
    ['He said \u201cyes\u201d.', 'He said "yes".'],
  ])('%s has the facts of %s', (one, other) => {
    expect(semanticFacts(one).exact).toEqual(semanticFacts(other).exact)
  })

  it.each([
    ['It does work.', "It doesn't work."],
    ['Take 15 mg.', 'Take 50 mg.'],
    ['Take 15 mg.', 'Take 15 g.'],
    ['Take 1.5 mg.', 'Take 15 mg.'],
    ['It takes 5 days.', 'It takes 5 business days.'],
    ['It costs $15.', 'It costs 15 euros.'],
    ['A discount of 15%.', 'A discount of 15.'],
    ['It fell by -3 points.', 'It fell by 3 points.'],
    ['from 15 to 50', 'from 50 to 15'],
    ['Order A-12 is late.', 'Order A-13 is late.'],
    ['It is for <PERSON_k1_96F89D26>.', 'It is for <PERSON_k1_0A11B2C3>.'],
    ['We met Ann and Bob.', 'We met Bob and Ann.'],
    ['Type `ls -a`.', 'Type `ls -l`.'],
    ['Write to help@example.com.', 'Write to sales@example.com.'],
    ['See https://example.com/a.', 'See https://example.com/b.'],
    ['It is available.', 'It is unavailable.'],
    ['You must pay.', 'You may pay.'],
    ['I will call you.', 'You will call me.'],
    ['All orders arrived.', 'Some orders arrived.'],
    ['It was harmless.', 'It was harmful.'],
    ['Fine \u{1F44D}', 'Fine \u{1F44E}'],
    ['a > b', 'a < b'],
    ["We can't go.", "We shouldn't go."],
  ])('%s has other facts than %s', (one, other) => {
    expect(semanticFacts(one).exact).not.toEqual(semanticFacts(other).exact)
  })

  it('embeds a text without its case, marks and courtesy', () => {
    expect(semanticFacts('Hello, where is MY parcel, please?').plain).toBe('where is my parcel ?')
  })
})

describe('isEnglish', () => {
  it.each([
    'Where is the parcel that I ordered?',
    "It doesn't work.",
    'Your parcel is in the sorting centre and will arrive soon.',
  ])('%s is', text => expect(isEnglish(text)).toBe(true))

  it.each([
    'Das Paket wird heute nicht geliefert.',
    'Het pakket is in het sorteercentrum en was niet op tijd.',
    'Votre colis ne sera pas livré en Corse.',
    'El paquete no llega a la oficina.',
    'O pacote não está na loja.',
    '荷物は届きません。',
    'Sipariş bugün gelmedi.',
  ])('%s is not', text => expect(isEnglish(text)).toBe(false))
})
