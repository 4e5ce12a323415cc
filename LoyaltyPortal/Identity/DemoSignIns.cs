namespace LoyaltyPortal.Identity;

/// <summary>A sign-in that anybody may use, shown on the front page and beside the sign-in form.</summary>
/// <param name="Title">What the person does there, in the reader's language.</param>
public sealed record DemoSignIn(Func<string> Title, string Email, string Password);

/// <summary>The demo's sign-ins: filled by the demo room in Development while its merchant is there, empty everywhere else.</summary>
public sealed class DemoSignIns
{
    public IReadOnlyList<DemoSignIn> All { get; private set; } = [];

    public void Show(IReadOnlyList<DemoSignIn> signIns) => All = signIns;

    public void Hide() => All = [];
}
