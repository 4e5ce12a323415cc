using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>Says in the page whether it answers to clicks yet; browser tests wait for it.</summary>
internal static class InteractiveMark
{
    /// <summary><c>pending</c> until the circuit has rendered, then <c>ready</c>; nothing on a page that stays static.</summary>
    public static string? For(RendererInfo renderer, IComponentRenderMode? mode) =>
        renderer.IsInteractive ? "ready" : mode is null ? null : "pending";
}
