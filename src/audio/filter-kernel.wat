;; The inner loop of the resampler. Pointers are in bytes; every end is exclusive, and every range has something in it.
(module
  (memory (export "memory") 1)

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
