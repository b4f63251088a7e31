# Vectors by lane, beyond a continuation, too.
break vectors.wat:10
break vectors.wat:18
run
bt
print sum.i32x4
print $sum.i16x8[2]
set var sum.i32x4[0] = -5
print sum.i8x16
up 2
print start.i32x4
whatis start
continue
print payload.i32x4
set var payload.i32x4[2] = 1
print payload.i64x2
continue
