# Structures and arrays in a plain GDB.
break objects.wat:37
run
bt
print *list
print list->value
print *list->next
print list->next->at->y
print $list->next->at->x
print *$pixel
ptype list
ptype numbers
whatis point
print none
print *numbers
print numbers->length
print numbers->elements[2]
print *numbers->elements@numbers->length
print *point
print *pixel
ptype pixel
print *(struct point *) pixel
print *(struct pixel *) any
print tree->leaves->length
print *tree->leaves->elements[1]
print *(struct node *) tree->any
print *unnamed
print unnamed->field_0
ptype unnamed
print mixed->v.i32x4
print mixed->ratio
print mixed->int
print mixed->'a b'
ptype mixed
print *mixed->text
print/d mixed->text->elements
print *empty
print sizeof(*numbers)
set var list->value = 70
set var list->next->at->y = 1.25
set var numbers->elements[2] = 300
set var list->next->next = list
print list->next->next->next->at->y
delete
continue
