export { amongInt16 } from './among'
export { setView } from './view'
export { clearLists, nearestFloat64, nearestInt16, setLists } from './nearest'
export {
  clearPairs,
  countPairs,
  emitFloat64,
  emitInt16,
  gatherBlocks,
  gatherRanges,
  setWithin,
} from './within'
