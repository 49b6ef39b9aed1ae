// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core.resolutionselector;

import android.util.Size;

public final class ResolutionStrategy {
    public static final int FALLBACK_RULE_CLOSEST_LOWER_THEN_HIGHER = 4;

    public ResolutionStrategy(Size boundSize, int fallbackRule) {}
}
