import { expect, it } from 'vitest'
import { networkOf } from './network-of.ts'

it.each([
  ['8.8.8.8', 'public'],
  ['2606:4700::6810:84e5', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.200.3.4', 'loopback'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'private'],
  ['fd12::1', 'private'],
  ['::ffff:10.0.0.1', 'private'],
  ['169.254.169.254', 'reserved'],
  ['::ffff:169.254.169.254', 'reserved'],
  ['::ffff:a9fe:a9fe', 'reserved'],
  ['fd00:ec2::254', 'reserved'],
  ['100.100.100.200', 'reserved'],
  ['fe80::1', 'reserved'],
  ['0.0.0.0', 'reserved'],
  ['::', 'reserved'],
  ['64:ff9b::a9fe:a9fe', 'reserved'],
  ['2002:a9fe:a9fe::', 'reserved'],
  ['255.255.255.255', 'reserved'],
] as const)('%s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
