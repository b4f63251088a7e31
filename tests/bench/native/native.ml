(* Effects of OCaml 5, for the column "OCaml". usage: native PROGRAM N [LIVE]; prints what native.c prints. OCaml has no
   symmetric switch. *)
open Effect
open Effect.Deep

type _ Effect.t += Yield : int -> unit Effect.t

let rec count i = perform (Yield i); count (i + 1)

let generator n =
  let sum = ref 0 and left = ref n in
  match_with count 0
    { retc = (fun () -> ());
      exnc = raise;
      effc = (fun (type a) (effect_ : a Effect.t) ->
        match effect_ with
        | Yield value ->
          Some (fun (k : (a, unit) continuation) ->
            sum := !sum + value;
            decr left;
            if !left > 0 then continue k ())
        | _ -> None) };
  !sum

let create_finish n =
  let sum = ref 0 in
  for i = 0 to n - 1 do
    sum := !sum
      + match_with (fun x -> x + 1) i
          { retc = (fun x -> x);
            exnc = raise;
            effc = (fun (type a) (_ : a Effect.t) -> (None : ((a, int) continuation -> int) option)) }
  done;
  !sum

let round_robin_suspend live =
  let tasks : (unit, int) continuation option array = Array.make live None in
  let rec work id = perform (Yield id); work id in
  for i = 0 to live - 1 do
    ignore
      (match_with work i
         { retc = (fun () -> -1);
           exnc = raise;
           effc = (fun (type a) (effect_ : a Effect.t) ->
             match effect_ with
             | Yield id ->
               Some (fun (k : (a, int) continuation) -> tasks.(id) <- Some k; id)
             | _ -> None) })
  done;
  fun n ->
    let sum = ref 0 in
    for _turn = 1 to n do
      for i = 0 to live - 1 do
        match tasks.(i) with
        | Some k -> sum := !sum + continue k ()
        | None -> ()
      done
    done;
    !sum

let () =
  let n = int_of_string Sys.argv.(2) in
  let live = if Array.length Sys.argv > 3 then int_of_string Sys.argv.(3) else 0 in
  let run =
    match Sys.argv.(1) with
    | "generator" -> generator
    | "create_finish" -> create_finish
    | "round_robin_suspend" -> round_robin_suspend live
    | _ -> prerr_endline "native: no such program in OCaml"; exit 2
  in
  ignore (run (n / 10 + 1));
  let start = Sys.time () in
  let sum = run n in
  Printf.printf "%d %.0f\n" sum ((Sys.time () -. start) *. 1e9)
