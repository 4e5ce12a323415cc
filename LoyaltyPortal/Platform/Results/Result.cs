using System.Diagnostics.CodeAnalysis;

namespace LoyaltyPortal.Platform.Results;

/// <summary>Either a value or a <see cref="Failure"/>. Both convert implicitly, so that a verb can simply return what it has.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T value) => _value = value;

    private Result(Failure failure) => Failure = failure;

    public Failure? Failure { get; }

    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;

    /// <summary>The value of a success.</summary>
    /// <exception cref="InvalidOperationException">The result is a failure: a bug in the caller, who must ask first.</exception>
    public T Value => Failure is null ? _value! : throw new InvalidOperationException($"The result is a failure: {Failure.Code}.");

    public static implicit operator Result<T>(T value) => new(value);

    public static implicit operator Result<T>(Failure failure) => new(failure);

    public bool Try([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Failure? failure)
    {
        value = _value;
        failure = Failure;
        return failure is null;
    }

    public Result<TOther> Then<TOther>(Func<T, TOther> next) => Failure is null ? next(_value!) : Failure;
}

/// <summary>The value of a verb that answers nothing but success.</summary>
public readonly record struct Done
{
    public static readonly Done Instance;
}
