/**
 * Words that stand capitalised in ordinary requests and are no English dictionary words, or also somebody's
 * name: technology, trade, calendar, abbreviations. They count as names only behind a title or an introduction.
 */
export const NOT_NAMES: readonly string[] = `
mondays tuesdays wednesdays thursdays fridays saturdays sundays
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
christmas easter thanksgiving halloween ramadan hanukkah diwali labor
english french german spanish italian portuguese russian chinese japanese korean arabic hindi dutch swedish polish turkish
bluetooth wifi wi-fi usb hdmi lte gps nfc sim esim vpn dns http https url api json xml html css sql pdf csv png jpeg gif mp3 mp4
kubernetes docker linux ubuntu debian windows macos android ios iphone ipad macbook chromebook
python javascript typescript java rust golang kotlin swift scala haskell php ruby perl matlab excel powerpoint
react angular vue django flask laravel spring numpy pandas pytorch tensorflow keras scikit jupyter
postgres postgresql mysql sqlite mongodb redis kafka elasticsearch clickhouse snowflake bigquery duckdb spark hadoop
github gitlab jira slack zoom teams notion figma trello asana confluence salesforce hubspot zendesk shopify stripe
google gmail youtube chrome facebook instagram whatsapp twitter tiktok snapchat linkedin reddit pinterest telegram discord
amazon alexa kindle netflix spotify uber lyft airbnb paypal venmo zelle visa mastercard amex discover apple microsoft outlook
samsung sony lg nokia motorola huawei xiaomi lenovo dell asus acer hp intel nvidia amd logitech
openai chatgpt gpt claude anthropic gemini llama mistral copilot siri cortana langfuse langchain llm
internet web email e-mail online offline app apps login logout signup username checkout chatbot bot bots
website webpage blog podcast smartphone laptop tablet earbuds smartwatch touchscreen keycap keycaps backlit backlight espresso
ok okay hi hey hello thanks thank dear yes no please sorry bye welcome faq asap fyi eta id ids pin otp cvv iban swift bic sku vat
mr mrs ms miss dr prof sir madam user users assistant agent customer client system human tool
the a an and or but if of in on at by for from to with as is are was were be been this that these those it its i my me we us our you your he him his she her they them their
who what when where why how which there here then than so not also just only can could will would shall should may might must do does did have has had am about after before into over under again
resume résumé café cafe cliché naive naïve décor fiancé fiancée entrée sauté crêpe
celsius fahrenheit kelvin christianity christian islam muslim jewish catholic buddhist ethernet admin admins config dev devs telecom stdio dockerfile
plz pls ur bro btw lol omg idk imo thx hii hy ohk yaa
n/a tbd todo ceo cto cfo coo vp hr it pr qa ui ux ai ml nlp cpu gpu ram ssd hdd os pc tv led lcd rgb
usd eur gbp jpy cad aud inr chf btc eth bitcoin ethereum crypto
covid covid-19 pcr mri icd bmi dna rna hiv adhd
u.s usa uk eu un am pm est pst cst mst edt pdt utc gmt bst
markdown latex unicode ascii regex yaml toml webhook endpoint oauth jwt ssl tls ssh ftp tcp udp ip ipv4 ipv6 localhost
boolean integer string float array null none true false const func async await enum struct tuple dict
premium basic standard express prime plus pro max mini ultra lite
app yoga mall via etc ie eg vs re cc bcc ps nb
i'm i'll i'd i've i don't can't won't isn't doesn't didn't aren't couldn't shouldn't wouldn't haven't hasn't it's that's what's there's let's you're we're they're he's she's you'll we'll they'll you'd we'd you've we've they've who's where's how's here's
`
  .trim()
  .split(/\s+/)
