// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core.resolutionselector;

public final class ResolutionSelector {
    private ResolutionSelector() {}

    public static final class Builder {
        public native Builder setAspectRatioStrategy(AspectRatioStrategy strategy);

        public native Builder setResolutionStrategy(ResolutionStrategy strategy);

        public native ResolutionSelector build();
    }
}
