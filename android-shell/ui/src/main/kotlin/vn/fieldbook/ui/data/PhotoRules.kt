package vn.fieldbook.ui.data

import vn.fieldbook.PhotoRule

/**
 * The core's usual rule, but for one thing: no photo waits for Wi-Fi. The usual numbers are those of the core's
 * documentation, for a rule is given whole or not at all.
 */
internal val PHOTOS_OVER_ANYTHING =
    PhotoRule(
        longestSide = 1600u,
        bytes = 300uL * 1024u,
        asIsBytes = 2uL * 1024u * 1024u,
        thumbnailSide = 320u,
        meteredBytes = 16uL * 1024u * 1024u, // the largest file that a book keeps
        meteredMinutes = 0u,
        reserveBytes = 64uL * 1024u * 1024u,
        keepDays = 90u,
    )
