# 100,000 waiting continuations: grouped, quickly.
break many.wat:34
run
python
import time
begin = time.time()
text = gdb.execute('info continuations', to_string=True)
print(text, end='')
print('within 10 seconds:', time.time() - begin < 10)
end
continuation 77777 bt
continuation 77777 frame 0 print $number
