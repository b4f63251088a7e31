/* `wasmfx completions`: scripts that complete command lines in bash, zsh and fish, made from the tables that --help is
   printed from. The build makes and installs them. */
#include "cli/cli.h"
#include "engine/wasm/features.h"

#include <stdlib.h>
#include <string.h>

static const CliOption options[] = {{0}};
static const CliUsage usage = {
    "completions [options] bash|zsh|fish",
    "Prints a script that completes the command lines of wasmfx in a shell.",
    options,
    "For a shell that runs: source <(wasmfx completions bash), or wasmfx completions fish | source. `cmake --install` "
    "puts all\nthree where the shells look for them.\n",
    false,
};
const CliUsage *const cli_completions_usage = &usage;

static const CliOption help_option = {'h', "help", NULL, CLI_FLAG, 0, "print this text"};

/* The options of a command one after the other, --help behind the others; NULL at the end. */
static const CliOption *next_option(const CliUsage *of, const CliOption *option)
{
    if (option == &help_option)
        return NULL;
    option = option ? option + 1 : of->options;
    return option->short_name || option->long_name ? option : &help_option;
}
#define EACH_OPTION(option, of)                                                                                        \
    const CliOption *option = next_option(of, NULL);                                                                   \
    option;                                                                                                            \
    option = next_option(of, option)

/* Of the value of an option: what can be said about it. */
typedef enum Value { VALUE_NONE, VALUE_TEXT, VALUE_WORDS, VALUE_FEATURES, VALUE_FILE, VALUE_DIRECTORY } Value;

static Value value_of(const CliOption *option)
{
    switch (option->kind) {
    case CLI_FLAG: return VALUE_NONE;
    case CLI_CHOICE:
    case CLI_QUICK: return VALUE_WORDS;
    case CLI_FEATURES: return VALUE_FEATURES;
    default: break;
    }
    if (strncmp(option->value, "DIR", 3) == 0)
        return VALUE_DIRECTORY;
    return strcmp(option->value, "FILE") == 0 ? VALUE_FILE : VALUE_TEXT;
}

/* The words of a choice, separated by blanks. */
static void print_words(const CliOption *option)
{
    for (const char *at = option->value; *at; at++)
        putchar(*at == '|' ? ' ' : *at);
}

static void print_features(const char *separator)
{
#define FEATURE(id, bit, name, on) printf("%s%s", bit ? separator : "", name);
    WFX_FEATURE_LIST(FEATURE)
#undef FEATURE
}

/* The first sentence or line of a help text, in one line, inside single quotes; `escaped` characters get a
   backslash. */
static void print_help(const char *text, const char *escaped)
{
    for (; *text && !(strchr(":;", *text) && strchr(" \n", text[1])); text++)
        if (*text == '\'')
            fputs("'\\''", stdout);
        else if (*text == '\n')
            putchar(' ');
        else
            printf("%s%c", strchr(escaped, *text) ? "\\" : "", *text);
}

/* ---- bash ---- */

static const char bash_head[] = "# bash completion for wasmfx, made by `wasmfx completions bash`\n"
                                "_wasmfx_options() {\n"
                                "    case $1 in\n";
static const char bash_body[] =
    "_wasmfx_reply() { mapfile -t COMPREPLY < <(compgen \"$@\" -- \"$current\"); }\n"
    "_wasmfx() {\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
    "    local i=2 operand= value= before=\n"
    "    COMPREPLY=()\n"
    "    if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then\n"
    "        _wasmfx_reply -f -W \"$_wasmfx_commands\"\n"
    "        return\n"
    "    fi\n"
    "    [[ \" $_wasmfx_commands \" == *\" $command \"* ]] || { command=run i=1; }\n"
    "    # `--option=value` arrives as three words.\n"
    "    [[ $current == = ]] && current=\n"
    "    [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    for ((; i < COMP_CWORD; i++)); do\n"
    "        if [[ ${COMP_WORDS[i]} == -- && $command == gdb ]]; then\n"
    "            command=run\n"
    "            ((i++))\n"
    "        elif [[ ${COMP_WORDS[i]} != -?* ]]; then\n"
    "            [[ $command == run ]] && operand=1 && break\n"
    "        elif [[ ${COMP_WORDS[i+1]} == = ]]; then\n"
    "            ((i += 2))\n"
    "        else\n"
    "            case $(_wasmfx_value $command \"${COMP_WORDS[i]}\") in '' | =*) ;; *) ((i++)) ;; esac\n"
    "        fi\n"
    "    done\n"
    "    [[ $operand ]] || value=$(_wasmfx_value $command \"$previous\")\n"
    "    if [[ $value == =* ]]; then # it may be left out, and stands behind `=` only\n"
    "        [[ ${COMP_WORDS[COMP_CWORD]} == = || ${COMP_WORDS[COMP_CWORD-1]} == = ]] && value=${value#=} || value=\n"
    "    fi\n"
    "    case $value in\n"
    "    text) ;;\n"
    "    file) _wasmfx_reply -f ;;\n"
    "    directory) _wasmfx_reply -d ;;\n"
    "    features)\n"
    "        [[ $current == *,* ]] && before=${current%,*},\n"
    "        current=${current##*,}\n"
    "        _wasmfx_reply -P \"$before\" -W \"$_wasmfx_features\" ;;\n"
    "    '')\n"
    "        if [[ $current == -* && ! $operand ]]; then\n"
    "            _wasmfx_reply -W \"$(_wasmfx_options $command)\"\n"
    "        elif [[ $command == help ]]; then\n"
    "            _wasmfx_reply -W \"$_wasmfx_commands\"\n"
    "        elif [[ $command == completions ]]; then\n"
    "            _wasmfx_reply -W 'bash zsh fish'\n"
    "        else\n"
    "            _wasmfx_reply -f\n"
    "        fi ;;\n"
    "    *) _wasmfx_reply -W \"$value\" ;;\n"
    "    esac\n"
    "}\n"
    "complete -o filenames -F _wasmfx wasmfx\n";

static void print_bash_value(const char *command, const CliOption *option)
{
    static const char *const texts[] = {
        [VALUE_TEXT] = "text", [VALUE_FEATURES] = "features", [VALUE_FILE] = "file", [VALUE_DIRECTORY] = "directory"};
    Value value = value_of(option);
    if (value == VALUE_NONE)
        return;
    const char *between = "    ";
    if (option->long_name) {
        printf("%s%s:--%s", between, command, option->long_name);
        between = " | ";
    }
    if (option->short_name)
        printf("%s%s:-%c", between, command, option->short_name);
    printf(") echo '%s", option->kind == CLI_OPTIONAL ? "=" : "");
    if (value == VALUE_WORDS)
        print_words(option);
    else
        fputs(texts[value], stdout);
    puts("' ;;");
}

static void print_bash(void)
{
    fputs(bash_head, stdout);
    for (const CliCommand *command = cli_commands; command->name; command++) {
        printf("    %s) echo '", command->name);
        for (EACH_OPTION(option, *command->usage)) {
            if (option->long_name)
                printf("--%s ", option->long_name);
            if (option->short_name)
                printf("-%c ", option->short_name);
        }
        puts("' ;;");
    }
    puts("    esac\n}\n# What the value of option $2 of command $1 is; behind `=` where it may be left "
         "out.\n_wasmfx_value() {\n"
         "    case $1:$2 in");
    for (const CliCommand *command = cli_commands; command->name; command++)
        for (EACH_OPTION(option, *command->usage))
            print_bash_value(command->name, option);
    fputs("    esac\n}\n_wasmfx_commands='", stdout);
    for (const CliCommand *command = cli_commands; command->name; command++)
        printf("%s%s", command == cli_commands ? "" : " ", command->name);
    fputs("'\n_wasmfx_features='", stdout);
    print_features(" ");
    puts("'");
    fputs(bash_body, stdout);
}

/* ---- zsh ---- */

/* An option as _arguments takes it: '(-W --features)-W+[..]:FEATURES:..'. */
static void print_zsh_option(const CliOption *option, bool is_long)
{
    Value value = value_of(option);
    fputs("            '", stdout);
    if (option->kind == CLI_LIST)
        putchar('*');
    else if (option->short_name && option->long_name)
        printf("(-%c --%s)", option->short_name, option->long_name);
    if (is_long)
        printf("--%s", option->long_name);
    else
        printf("-%c", option->short_name);
    if (value != VALUE_NONE)
        fputs(option->kind == CLI_OPTIONAL ? "=-" : is_long ? "=" : "+", stdout);
    putchar('[');
    print_help(option->help, "[]\\");
    putchar(']');
    if (value != VALUE_NONE)
        printf("%s%s:", option->kind == CLI_OPTIONAL ? "::" : ":",
               value == VALUE_WORDS      ? "word"
               : value == VALUE_FEATURES ? "features"
                                         : "value");
    switch (value) {
    case VALUE_NONE:
    case VALUE_TEXT: break;
    case VALUE_WORDS:
        putchar('(');
        print_words(option);
        putchar(')');
        break;
    case VALUE_FEATURES:
        fputs("_values -s , feature ", stdout);
        print_features(" ");
        break;
    case VALUE_FILE: fputs("_files", stdout); break;
    case VALUE_DIRECTORY: fputs("_files -/", stdout); break;
    }
    puts("' \\");
}

static void print_zsh(void)
{
    puts("#compdef wasmfx\n# zsh completion for wasmfx, made by `wasmfx completions zsh`\n_wasmfx() {\n    local -a "
         "commands=(");
    for (const CliCommand *command = cli_commands; command->name; command++) {
        printf("        '%s:", command->name);
        print_help(command->help, ":\\");
        puts("'");
    }
    puts("    )\n    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n        _describe command commands\n        "
         "_files\n"
         "        return\n    fi\n    local command=run\n    if (( ${commands[(I)$words[2]:*]} )); then\n"
         "        command=$words[2]\n        shift words\n        (( CURRENT-- ))\n    fi\n"
         "    if [[ $command == gdb ]] && (( ${words[(I)--]} > 0 && ${words[(I)--]} < CURRENT )); then\n"
         "        local skipped=${words[(I)--]}\n        command=run\n        shift $skipped words\n"
         "        (( CURRENT -= skipped ))\n    fi\n    case $command in");
    for (const CliCommand *command = cli_commands; command->name; command++) {
        printf("    %s)\n        _arguments -s %s\\\n", command->name,
               (*command->usage)->takes_rest ? "-S -A '-*' " : "");
        for (EACH_OPTION(option, *command->usage)) {
            if (option->long_name)
                print_zsh_option(option, true);
            if (option->short_name)
                print_zsh_option(option, false);
        }
        puts(strcmp(command->name, "help") == 0          ? "            '1:command:{_describe command commands}' ;;"
             : strcmp(command->name, "completions") == 0 ? "            '1:shell:(bash zsh fish)' ;;"
                                                         : "            '*:file:_files' ;;");
    }
    puts("    esac\n}\nif [[ $funcstack[1] == _wasmfx ]]; then\n    _wasmfx \"$@\"\nelse\n    compdef _wasmfx "
         "wasmfx\nfi");
}

/* ---- fish ---- */

static void print_fish_option(const char *command, const CliOption *option)
{
    Value value = value_of(option);
    printf("complete -c wasmfx -n '__wasmfx_is %s'", command);
    if (option->short_name)
        printf(" -s %c", option->short_name);
    if (option->long_name)
        printf(" -l %s", option->long_name);
    if (value != VALUE_NONE && option->kind != CLI_OPTIONAL)
        fputs(value == VALUE_FILE ? " -r -F" : " -x", stdout);
    if (value == VALUE_DIRECTORY)
        fputs(" -a '(__fish_complete_directories)'", stdout);
    if (value == VALUE_WORDS) {
        fputs(" -a '", stdout);
        print_words(option);
        putchar('\'');
    }
    if (value == VALUE_FEATURES)
        fputs(" -a '(__fish_complete_list , __wasmfx_features)'", stdout);
    fputs(" -d '", stdout);
    print_help(option->help, "\\");
    puts("'");
}

static void print_fish(void)
{
    fputs("# fish completion for wasmfx, made by `wasmfx completions fish`\nset -g __wasmfx_commands", stdout);
    for (const CliCommand *command = cli_commands; command->name; command++)
        printf(" %s", command->name);
    fputs("\nfunction __wasmfx_features\n    printf '%s\\n' ", stdout);
    print_features(" ");
    puts("\nend\n"
         "# Is the line one of this command? Without a command it is one of `run`.\n"
         "function __wasmfx_is\n"
         "    set -l words (commandline -opc)[2..-1]\n"
         "    set -l command run\n"
         "    if set -q words[1]; and contains -- $words[1] $__wasmfx_commands\n"
         "        set command $words[1]\n"
         "    end\n"
         "    test $command = $argv[1]\n"
         "end");
    for (const CliCommand *command = cli_commands; command->name; command++) {
        printf("complete -c wasmfx -n '__fish_is_first_arg' -a %s -d '", command->name);
        print_help(command->help, "\\");
        puts("'");
    }
    puts("complete -c wasmfx -n '__wasmfx_is help' -f -a \"$__wasmfx_commands\"\n"
         "complete -c wasmfx -n '__wasmfx_is completions' -f -a 'bash zsh fish'");
    for (const CliCommand *command = cli_commands; command->name; command++)
        for (EACH_OPTION(option, *command->usage))
            print_fish_option(command->name, option);
}

int cli_completions(int argc, char **argv)
{
    static const struct {
        const char *shell;
        void (*print)(void);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    struct {
        char none;
    } values;
    int count, status = CLI_OK;
    if (!cli_options_parse(&usage, &values, argc, argv, &count, &status))
        return status;
    if (count != 1)
        return cli_usage_error(&usage, "expected the name of a shell");
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++)
        if (strcmp(argv[0], shells[i].shell) == 0) {
            shells[i].print();
            return cli_finish_output(CLI_OK);
        }
    return cli_usage_error(&usage, "there are no completions for '%s'", argv[0]);
}
