using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Demo;

/// <summary>Texts of the demo room.</summary>
public sealed class DemoText;

public static class DemoErrors
{
    /// <summary>Only demo merchants can be deleted: real books stay.</summary>
    public static Failure DemoOnly() => new("demo_only", FailureKind.Forbidden, typeof(DemoText));

    public static Failure NameDiffers(string name) => new("demo_name_differs", FailureKind.Invalid, typeof(DemoText), name);
}
