// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.view;

import android.content.Context;
import android.widget.FrameLayout;
import androidx.camera.core.Preview;

public final class PreviewView extends FrameLayout {
    public PreviewView(Context context) {
        super(context);
    }

    public native ScaleType getScaleType();

    public native void setScaleType(ScaleType type);

    public enum ScaleType {
        FIT_CENTER,
    }

    public native Preview.SurfaceProvider getSurfaceProvider();
}
