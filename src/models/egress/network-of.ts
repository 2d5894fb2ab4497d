import { BlockList, isIPv6 } from 'node:net'

/**
 * Where an address leads. `reserved` covers what is never a server of ours: metadata services of clouds,
 * link-local, multicast, documentation, and prefixes that smuggle an IPv4 address inside an IPv6 one.
 */
export type Network = 'public' | 'private' | 'loopback' | 'reserved'

type Range = readonly [network: string, prefix: number]

const LOOPBACK = blockListOf(['127.0.0.0', 8], ['::1', 128])

const PRIVATE = blockListOf(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
)

const RESERVED = blockListOf(
  ['169.254.0.0', 16],
  ['fe80::', 10],
  ['fec0::', 10],
  // Metadata services that stand inside private ranges.
  ['fd00:ec2::254', 128],
  ['100.100.100.200', 32],
  ['0.0.0.0', 8],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['ff00::', 8],
)

/** The network of an IP address; an IPv4 address written inside an IPv6 one (`::ffff:`) counts as itself. */
export function networkOf(address: string): Network {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  if (RESERVED.check(address, family)) return 'reserved'
  if (LOOPBACK.check(address, family)) return 'loopback'
  return PRIVATE.check(address, family) ? 'private' : 'public'
}

function blockListOf(...ranges: readonly Range[]): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of ranges) {
    list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4')
  }
  return list
}
