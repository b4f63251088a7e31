// Goroutines that hand over by channels, for the column "Go". usage: native PROGRAM N [LIVE]; prints what native.c
// prints. Go has no resume and suspend of its own: both are a channel here.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"
)

func generator(n int) (sum int) {
	values, stop := make(chan int), make(chan bool)
	go func() {
		for i := 0; ; i++ {
			select {
			case values <- i:
			case <-stop:
				return
			}
		}
	}()
	for i := 0; i < n; i++ {
		sum += <-values
	}
	close(stop)
	return sum
}

func createFinish(n int) (sum int) {
	result := make(chan int, 1)
	for i := 0; i < n; i++ {
		go func(x int) { result <- x + 1 }(i)
		sum += <-result
	}
	return sum
}

// Goroutines that each wait for a token and pass it on to the next.
func ring(live int) func(n int) int {
	links := make([]chan int, live+1)
	for i := range links {
		links[i] = make(chan int)
	}
	for i := 0; i < live; i++ {
		go func(id int) {
			for {
				links[id+1] <- <-links[id] + id
			}
		}(i)
	}
	return func(n int) (sum int) {
		for ; n > 0; n-- {
			links[0] <- sum
			sum = <-links[live]
		}
		return sum
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	n, _ := strconv.Atoi(os.Args[2])
	live := 0
	if len(os.Args) > 3 {
		live, _ = strconv.Atoi(os.Args[3])
	}
	run := map[string]func(int) int{"generator": generator, "create_finish": createFinish}[os.Args[1]]
	if os.Args[1] == "round_robin_switch" {
		run = ring(live)
	}
	if run == nil {
		fmt.Fprintln(os.Stderr, "native: no such program in Go")
		os.Exit(2)
	}
	run(n/10 + 1)
	start := time.Now()
	sum := run(n)
	fmt.Println(sum, time.Since(start).Nanoseconds())
}
