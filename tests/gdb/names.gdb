# Names are their own, also those of C's types and with characters that are none of an identifier.
break named
run
delete
break calls.wat:24
continue
info args
info locals
print $int
print $signed
print $long
print $short
print 'long int'
print 'x.y'
print 'a b'
print 'a::b'
print 'v<int>'
print 'v<signed>'
set var $signed = 1.5
set var $int = 19
set var 'a::b' = 60
set var 'v<signed>' = 80
info args
info locals
continue
