/// The sizes of small objects: multiples of 16 bytes in steps of at most a third.
enum SizeClass {
  /// The bytes of a block, which holds objects of one size or is part of one large object.
  static let blockSize = 32 * 1_024
  /// What the sizes and places of objects are multiples of.
  static let granule = 16
  /// The sizes in bytes, by class.
  static let sizes: [Int] = [
    16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1_024,
    1_280, 1_536, 1_792, 2_048, 2_720, 4_096, 5_456, 8_192,
  ]
  /// The greatest size that is small.
  static let largest = 8_192

  /// Returns, for each number of granules up to the largest, the smallest class that holds it.
  static func table() -> [UInt8] {
    var table: [UInt8] = [0]
    var position = 0
    for granules in 1...largest / granule {
      while sizes[position] < granules * granule { position += 1 }
      table.append(UInt8(position))
    }
    return table
  }
}
