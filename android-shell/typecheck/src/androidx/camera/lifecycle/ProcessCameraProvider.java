// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.lifecycle;

import android.content.Context;
import androidx.camera.core.Camera;
import androidx.camera.core.CameraSelector;
import androidx.camera.core.UseCase;
import androidx.camera.core.UseCaseGroup;
import androidx.lifecycle.LifecycleOwner;
import com.google.common.util.concurrent.ListenableFuture;

public final class ProcessCameraProvider {
    private ProcessCameraProvider() {}

    public static native ListenableFuture<ProcessCameraProvider> getInstance(Context context);

    public native Camera bindToLifecycle(LifecycleOwner owner, CameraSelector selector, UseCaseGroup group);

    public native void unbind(UseCase... useCases);
}
