/* The version of all programs, one for the suite. */
#ifndef TIYAO_VERSION_H
#define TIYAO_VERSION_H

#define TIYAO_VERSION "0.1.0"

#endif
