/** A request with an answer that is plainly right and one that is plainly not. */
export type ControlTask = { readonly ask: string; readonly good: string; readonly bad: string }

/** Written for this purpose: nobody who knows the language would hesitate over any of them. */
export const CONTROL_TASKS: readonly ControlTask[] = [
  {
    ask: 'How many days does a leap year have?',
    good: 'A leap year has 366 days.',
    bad: 'A leap year has 360 days.',
  },
  { ask: 'What is 17 times 6?', good: '17 times 6 is 102.', bad: '17 times 6 is 96.' },
  {
    ask: 'Translate "good morning" into French.',
    good: '"Good morning" is "bonjour" in French.',
    bad: 'I like breakfast, too.',
  },
  {
    ask: 'Which planet is closest to the sun?',
    good: 'Mercury is the planet closest to the sun.',
    bad: 'Neptune is the planet closest to the sun.',
  },
  {
    ask: 'Name three primary colours of paint.',
    good: 'Red, yellow and blue.',
    bad: 'Colours are a matter of taste.',
  },
  {
    ask: 'At what temperature does water boil at sea level, in degrees Celsius?',
    good: 'At 100 degrees Celsius.',
    bad: 'At 40 degrees Celsius.',
  },
  {
    ask: 'Write the word "garden" backwards.',
    good: '"garden" backwards is "nedrag".',
    bad: '"garden" backwards is "garden".',
  },
  {
    ask: 'What is the past tense of "to go"?',
    good: 'The past tense of "to go" is "went".',
    bad: 'The past tense of "to go" is "goed".',
  },
  {
    ask: 'Sort these numbers from small to large: 9, 2, 5.',
    good: 'Sorted: 2, 5, 9.',
    bad: 'Sorted: 9, 2, 5.',
  },
  {
    ask: 'How do I undo the last step in most text editors?',
    good: 'Press Ctrl+Z, or Cmd+Z on a Mac.',
    bad: 'Turn the monitor off and on again.',
  },
  {
    ask: 'My parcel was due yesterday. What can I do?',
    good: 'Open the tracking link in your confirmation mail; if it shows no movement, tell us the order number and we will ask the carrier.',
    bad: 'Parcels are often made of cardboard.',
  },
  {
    ask: 'I forgot my password. How do I get back in?',
    good: 'Choose "Forgot password" on the sign-in page and follow the link we send to your mail address.',
    bad: 'Passwords should be long and hard to guess.',
  },
  {
    ask: 'How many minutes are three and a half hours?',
    good: 'Three and a half hours are 210 minutes.',
    bad: 'Three and a half hours are 350 minutes.',
  },
  {
    ask: 'Is 91 a prime number?',
    good: 'No: 91 is 7 times 13.',
    bad: 'Yes, 91 can be divided by nothing.',
  },
  {
    ask: 'Summarise in one sentence: "The shop opens at nine and closes at six, on Sundays it stays closed."',
    good: 'The shop is open from nine to six except on Sundays.',
    bad: 'The shop sells a great many things.',
  },
  {
    ask: 'Which month comes after August?',
    good: 'September comes after August.',
    bad: 'July comes after August.',
  },
  {
    ask: 'Give me a polite way to decline a meeting.',
    good: '"Thank you for the invitation. I cannot join this time, but please send me the notes."',
    bad: 'Meetings were invented long ago.',
  },
  {
    ask: 'What is the chemical formula of table salt?',
    good: 'Table salt is NaCl.',
    bad: 'Table salt is H2O.',
  },
  {
    ask: 'How do I make the first row of a spreadsheet stay visible?',
    good: 'Use View, Freeze, and choose one row.',
    bad: 'Print the first row and hold it beside the screen.',
  },
  {
    ask: 'Convert 2 kilometres to metres.',
    good: '2 kilometres are 2000 metres.',
    bad: '2 kilometres are 20 metres.',
  },
  {
    ask: 'Can I change the delivery address after ordering?',
    good: 'Yes, until the parcel has left: open the order and choose "Change address".',
    bad: 'An address has a street and a number.',
  },
  {
    ask: 'Which word does not belong: apple, pear, hammer, plum?',
    good: 'Hammer: the others are fruit.',
    bad: 'Plum: it is the last one.',
  },
  {
    ask: 'Write a haiku about rain.',
    good: 'Soft rain on the roof\nthe street lamp counts every drop\nuntil morning comes',
    bad: 'Rain is water that falls from clouds.',
  },
  {
    ask: 'How many sides does a hexagon have?',
    good: 'A hexagon has six sides.',
    bad: 'A hexagon has eight sides.',
  },
]
