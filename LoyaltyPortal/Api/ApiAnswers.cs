using System.ComponentModel;
using System.Text.Json;
using LoyaltyPortal.Ledger;

namespace LoyaltyPortal.Api;

/// <summary>Why points are what they are.</summary>
/// <param name="Basis">The amount that the rules looked at.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Points">Whole points.</param>
/// <param name="Exact">The sum before rounding toward zero.</param>
/// <param name="Steps">What made points.</param>
/// <param name="NotFired">What made none, and why.</param>
public sealed record ExplanationAnswer(decimal? Basis, string? Currency, long Points, decimal? Exact, IReadOnlyList<StepAnswer> Steps, IReadOnlyList<StepAnswer> NotFired);

/// <summary>One step of an explanation.</summary>
/// <param name="Code">Stable: programs decide by it.</param>
/// <param name="Text">The same in the language that was asked for.</param>
/// <param name="Points">What it added or took, before rounding.</param>
public sealed record StepAnswer(string Code, string Text, decimal? Points);

/// <summary>Says explanations in the reader's language.</summary>
internal static class ApiWords
{
    public static ExplanationAnswer Of(Explanation explanation, ExplanationWords words) => new(
        explanation.Basis, explanation.Currency, explanation.Points, explanation.Exact,
        [.. explanation.Steps.Select(step => Of(step, words))],
        [.. explanation.NotFired.Select(step => Of(step, words))]);

    /// <summary>A word of an enumeration as the API writes it.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static StepAnswer Of(ExplanationStep step, ExplanationWords words) => new(step.Code, words.Say(step), step.Points);
}

/// <summary>Places in a list that go on where the last page ended.</summary>
internal static class ApiPages
{
    public const int Usual = 50;
    public const int Most = 200;

    public static int Size(int? asked) => Math.Clamp(asked ?? Usual, 1, Most);
}
