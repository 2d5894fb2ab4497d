/**
 * Words of everyday English that a template may always use, however few people of a window said them: nobody is known
 * by them.
 */
export const BASE_WORDS: ReadonlySet<string> = new Set(
  `a about above accept account across actually add address after again against ago agree all allow almost alone along
  already also although always am among amount an and another answer any anybody anymore anyone anything anyway apart
  app apply appointment are area around arrive arrived arrives as ask asked asking at available away back bad balance
  be because become been before began begin behind being believe below best better between big bill billing black blue
  book booked booking both bottom bought box break bring broken brought buy by call called calling came can cancel
  cancelled cancelling cannot card cards care carry case cash cause chance change changed changes changing charge
  charged charges cheap check checked checking choose city claim clear click close closed code cold colour come comes
  coming company complete confirm confirmation confirmed connect contact continue copy correct cost costs could country
  couple cover create created credit currency current currently customer cut damaged data date day days deal decide
  delay delayed delete deliver delivered delivery department description details did different difficult direct
  discount do document does doing dollar don done door double down download drive due during each early easy edit
  either else email empty end enough enter entire error even evening event ever every everybody everyone everything
  exactly example except exchange expect expected expensive expire expired explain express extra fact fail failed fails
  family far fast fee feel fees few fill final find fine finish first fix flight follow following food for forget forgot
  form found free friday friend from front full further gave general get gets getting gift give given gives go goes
  going gone good got great green group guess had half hand happen happened happens happy hard has have having he head
  hear heard hello help helped her here hi high him his hold home hope hot hotel hour hours house how however i idea if
  immediately important in include included information inside instead interest into invoice is issue it item items its
  itself job just keep kept key kind know known large last late later least leave leaves left less let letter level
  limit line link list little ll live log login long longer look looking lose lost lot low made mail main make makes
  making manage many matter may maybe me mean means measure meet member message method might minute minutes missing
  mistake monday money month monthly months more morning most move moved much must my myself name near need needed needs
  never new next nice night no nobody none nor normal not note nothing notice now number of off offer offered often oh ok
  okay old on once one online only open opened opening opens option options or order ordered orders original other
  others our out outside over own owner package page paid paper parcel part pass password past pay payment payments
  people per perhaps period person phone pick picture piece place placed plan plans please plus point points policy
  possible post prefer present price prices private probably problem problems process product products profile
  provide public purchase purchased put question questions quick quickly quite rate rather re read ready real really
  reason receipt receive received recent red redeem refund refunded refunds register regular related remember remove
  renew rent repair replace replaced replacement report request required reservation reserve reset rest return returned
  returning returns review right room safe said sale same saturday save saw say says school second see seem seems seen
  select sell send sends sent service services set several shall she ship shipped shipping shop shopping short should
  show shows side sign similar simple simply since single site size small so sold some somebody someone something
  sometimes soon sorry sort sound speak special spend start started state status stay step still stock stop store
  stores street subscription such sunday support sure switch system take taken takes taking talk tell ten than thank
  thanks that the their them themselves then there these they thing things think third this those though thought three
  through thursday ticket tickets till time times to today together told tomorrow tonight too took top total toward
  track tracking transfer travel tried trip true try trying tuesday turn twice two type unable under understand until up
  update updated upgrade upon us use used user uses using usually valid value ve version very via visit voucher wait
  waiting want wanted wants warranty was watch water way we website wednesday week weekend weekly weeks welcome well went
  were what when where whether which while white who whole whom whose why will wish with within without won word words
  work working works world worry would wrong year years yellow yes yesterday yet you your yourself zip`.split(
    /\s+/,
  ),
)
