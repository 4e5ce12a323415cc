namespace LoyaltyPortal.Platform.Shell;

/// <summary>Marks <c>ShellText.resx</c> and its translations.</summary>
public sealed class ShellText;
