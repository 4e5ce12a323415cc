namespace LoyaltyPortal.Platform.Shell;

/// <summary>What a badge or callout says by its colour; the word and the icon say it too.</summary>
public enum Tone
{
    Neutral,
    Good,
    Warn,
    Bad,
    Info,
    Accent,
}

internal static class Tones
{
    public static string Class(this Tone tone) => tone switch
    {
        Tone.Good => "tone-good",
        Tone.Warn => "tone-warn",
        Tone.Bad => "tone-bad",
        Tone.Info => "tone-info",
        Tone.Accent => "tone-accent",
        _ => "tone-neutral",
    };

    public static string Icon(this Tone tone) => tone switch
    {
        Tone.Good => "check_circle",
        Tone.Warn => "warning",
        Tone.Bad => "error",
        _ => "info",
    };
}
