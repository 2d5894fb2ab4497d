import { describe, expect, it } from 'vitest'
import { languageOf } from './language-of.ts'

describe('languageOf', () => {
  it.each([
    ['en', 'Hi, where is my order? I need to change the address.'],
    ['en', 'cancel the subscription and refund my card please'],
    ['de', 'Guten Tag, wo ist meine Bestellung? Ich möchte die Adresse ändern.'],
    ['de', 'bitte kündigen Sie das Abo und erstatten Sie mir das Geld'],
    ['fr', 'Bonjour, où est ma commande ? Je veux changer mon adresse.'],
    ['es', 'Hola, ¿dónde está mi pedido? Quiero cambiar la dirección.'],
    ['pt', 'Olá, onde está o meu pedido? Quero mudar o endereço.'],
    ['it', 'Ciao, dove è il mio ordine? Voglio cambiare la consegna.'],
    ['nl', 'Hallo, waar is mijn bestelling? Ik wil het adres wijzigen.'],
    ['pl', 'Dzień dobry, gdzie jest moje zamówienie? Chcę zmienić adres.'],
    ['sv', 'Hej, var är min beställning? Jag vill ändra adressen.'],
    ['tr', 'Merhaba, siparişim nerede? Adresi değiştirmek istiyorum.'],
    ['id', 'Halo, pesanan saya di mana? Saya ingin mengubah alamat.'],
    ['vi', 'Xin chào, đơn hàng của tôi ở đâu? Tôi muốn đổi địa chỉ.'],
    ['ru', 'Здравствуйте, где мой заказ?'],
    ['uk', 'Доброго дня, де моє замовлення? Хочу змінити її.'],
    ['el', 'Πού είναι η παραγγελία μου;'],
    ['he', 'איפה ההזמנה שלי?'],
    ['ar', 'أين طلبي؟ أريد تغيير العنوان.'],
    ['fa', 'سفارش من کجاست؟ می‌خواهم آدرس را تغییر دهم، چطور؟ پس'],
    ['hi', 'मेरा ऑर्डर कहाँ है?'],
    ['th', 'คำสั่งซื้อของฉันอยู่ที่ไหน'],
    ['zh', '我的订单在哪里？我想更改地址。'],
    ['ja', '注文はどこですか？住所を変更したいです。'],
    ['ko', '제 주문은 어디에 있나요?'],
  ])('finds %s in "%s"', (language, text) => {
    expect(languageOf(text)).toBe(language)
  })

  it.each(['', 'ok', 'A12345 !!', 'cancel', 'wo ist my order und what is das', '😀 😀'])(
    'says und rather than guess at "%s"',
    text => expect(languageOf(text)).toBe('und'),
  )

  it('goes by the script that most letters have: a foreign name changes nothing', () => {
    expect(languageOf('Where is the parcel for 山田? I want my money.')).toBe('en')
    expect(languageOf('我的 iPhone 订单在哪里？请告诉我')).toBe('zh')
  })

  it('does not read what stands for something redacted', () => {
    const token = '<PERSON_k1_7F3A9C2E>'
    expect(languageOf(`${token} ${token} ${token}`)).toBe('und')
    expect(languageOf(`wo ist die Bestellung von ${token}`)).toBe('de')
  })
})
