// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core;

import androidx.camera.core.resolutionselector.ResolutionSelector;

public final class Preview extends UseCase {
    private Preview() {}

    public native void setSurfaceProvider(SurfaceProvider provider);

    public interface SurfaceProvider {}

    public static final class Builder {
        public native Builder setResolutionSelector(ResolutionSelector selector);

        public native Preview build();
    }
}
