// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core;

import android.util.Rational;

public final class ViewPort {
    private ViewPort() {}

    public static final class Builder {
        public Builder(Rational aspectRatio, int rotation) {}

        public native ViewPort build();
    }
}
