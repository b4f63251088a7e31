/* `wasmfx wast`: runs specification scripts. */
#ifndef WFX_CLI_WAST_H
#define WFX_CLI_WAST_H

/* argv[0] is the command's name. Returns the exit code. */
int wfx_cli_wast(int argc, char **argv);

#endif
