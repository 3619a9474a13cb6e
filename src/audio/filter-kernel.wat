;; The inner loops of the resampler. Pointers are in bytes; every end is exclusive, and every range has something in it.
(module
  (memory (export "memory") 1)

  ;; Samples 0, 2, 4 … go to $even, 1, 3, 5 … to $odd; eight at a time, so up to seven beyond $end go along.
  (func (export "split") (param $samples i32) (param $end i32) (param $even i32) (param $odd i32)
    (local $first v128)
    (local $second v128)
    (loop $eightSamples
      (local.set $first (v128.load (local.get $samples)))
      (local.set $second (v128.load offset=16 (local.get $samples)))
      (v128.store
        (local.get $even)
        (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $first) (local.get $second)))
      (v128.store
        (local.get $odd)
        (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $first) (local.get $second)))
      (local.set $even (i32.add (local.get $even) (i32.const 16)))
      (local.set $odd (i32.add (local.get $odd) (i32.const 16)))
      (local.set $samples (i32.add (local.get $samples) (i32.const 32)))
      (br_if $eightSamples (i32.lt_u (local.get $samples) (local.get $end)))))

  ;; output[n] += Σ taps[k] · (left[n + k] + right[n - k]), sixteen outputs at a time: each coefficient is loaded once
  ;; for all of them, and four sums do not wait for each other.
  (func (export "addPairs")
    (param $taps i32) (param $tapsEnd i32) (param $left i32) (param $right i32) (param $output i32) (param $end i32)
    (local $k i32)
    (local $l i32)
    (local $r i32)
    (local $tap v128)
    (local $sum0 v128)
    (local $sum1 v128)
    (local $sum2 v128)
    (local $sum3 v128)
    (loop $sixteenOutputs
      (local.set $k (local.get $taps))
      (local.set $l (local.get $left))
      (local.set $r (local.get $right))
      (local.set $sum0 (v128.const f32x4 0 0 0 0))
      (local.set $sum1 (v128.const f32x4 0 0 0 0))
      (local.set $sum2 (v128.const f32x4 0 0 0 0))
      (local.set $sum3 (v128.const f32x4 0 0 0 0))
      (loop $pair
        (local.set $tap (v128.load32_splat (local.get $k)))
        (local.set $sum0 (f32x4.add (local.get $sum0) (f32x4.mul (local.get $tap)
          (f32x4.add (v128.load (local.get $l)) (v128.load (local.get $r))))))
        (local.set $sum1 (f32x4.add (local.get $sum1) (f32x4.mul (local.get $tap)
          (f32x4.add (v128.load offset=16 (local.get $l)) (v128.load offset=16 (local.get $r))))))
        (local.set $sum2 (f32x4.add (local.get $sum2) (f32x4.mul (local.get $tap)
          (f32x4.add (v128.load offset=32 (local.get $l)) (v128.load offset=32 (local.get $r))))))
        (local.set $sum3 (f32x4.add (local.get $sum3) (f32x4.mul (local.get $tap)
          (f32x4.add (v128.load offset=48 (local.get $l)) (v128.load offset=48 (local.get $r))))))
        (local.set $l (i32.add (local.get $l) (i32.const 4)))
        (local.set $r (i32.sub (local.get $r) (i32.const 4)))
        (local.set $k (i32.add (local.get $k) (i32.const 4)))
        (br_if $pair (i32.lt_u (local.get $k) (local.get $tapsEnd))))
      (v128.store (local.get $output) (f32x4.add (local.get $sum0) (v128.load (local.get $output))))
      (v128.store offset=16 (local.get $output) (f32x4.add (local.get $sum1) (v128.load offset=16 (local.get $output))))
      (v128.store offset=32 (local.get $output) (f32x4.add (local.get $sum2) (v128.load offset=32 (local.get $output))))
      (v128.store offset=48 (local.get $output) (f32x4.add (local.get $sum3) (v128.load offset=48 (local.get $output))))
      (local.set $left (i32.add (local.get $left) (i32.const 64)))
      (local.set $right (i32.add (local.get $right) (i32.const 64)))
      (local.set $output (i32.add (local.get $output) (i32.const 64)))
      (br_if $sixteenOutputs (i32.lt_u (local.get $output) (local.get $end)))))

  ;; Each output is the product of a row of the table, whole groups of four coefficients, with as many samples. From one
  ;; output to the next the row goes on by $rowStep; beyond the table's end it begins again, one sample later.
  (func (export "interpolate")
    (param $table i32) (param $tableEnd i32) (param $row i32) (param $rowBytes i32) (param $rowStep i32)
    (param $samples i32) (param $sampleStep i32) (param $output i32) (param $end i32)
    (local $tap i32)
    (local $rowEnd i32)
    (local $sample i32)
    (local $beyond i32)
    (local $sum v128)
    (loop $output
      (local.set $tap (local.get $row))
      (local.set $rowEnd (i32.add (local.get $row) (local.get $rowBytes)))
      (local.set $sample (local.get $samples))
      (local.set $sum (v128.const f32x4 0 0 0 0))
      (loop $fourTaps
        (local.set $sum (f32x4.add (local.get $sum)
          (f32x4.mul (v128.load (local.get $tap)) (v128.load (local.get $sample)))))
        (local.set $sample (i32.add (local.get $sample) (i32.const 16)))
        (local.set $tap (i32.add (local.get $tap) (i32.const 16)))
        (br_if $fourTaps (i32.lt_u (local.get $tap) (local.get $rowEnd))))
      (local.set $sum (f32x4.add (local.get $sum)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $sum) (local.get $sum))))
      (f32.store
        (local.get $output)
        (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum))))
      (local.set $row (i32.add (local.get $row) (local.get $rowStep)))
      (local.set $beyond (i32.ge_u (local.get $row) (local.get $tableEnd)))
      (local.set $row (i32.sub
        (local.get $row)
        (select (i32.sub (local.get $tableEnd) (local.get $table)) (i32.const 0) (local.get $beyond))))
      (local.set $samples (i32.add
        (i32.add (local.get $samples) (local.get $sampleStep))
        (i32.shl (local.get $beyond) (i32.const 2))))
      (local.set $output (i32.add (local.get $output) (i32.const 4)))
      (br_if $output (i32.lt_u (local.get $output) (local.get $end))))))
