# Structures and arrays in a plain GDB.
break objects.wat:33
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
print *(struct point *) pixel
print *(struct pixel *) point
print tree->leaves->length
print *tree->leaves->elements[1]
print *(struct node *) tree->any
print *unnamed
print unnamed->field_0
ptype unnamed
print *mixed
print *mixed->text
print/c mixed->text->elements
set var list->value = 70
set var list->next->at->y = 1.25
set var numbers->elements[2] = 300
set var list->next->next = list
print list->next->next->next->at->y
print *none
delete
continue
