// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core;

public final class UseCaseGroup {
    private UseCaseGroup() {}

    public static final class Builder {
        public native Builder setViewPort(ViewPort viewPort);

        public native Builder addUseCase(UseCase useCase);

        public native UseCaseGroup build();
    }
}
