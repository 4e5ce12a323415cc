using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Platform.Commands;

/// <summary>
/// Something that is recorded: a purchase, a return, an enrolment, a posting. It is executed by <see cref="CommandQueue"/> inside
/// a transaction that it may share with others, so it must refuse before it changes anything where it can, keep no state
/// of its own between two runs, and never call out of the database.
/// </summary>
public abstract class WriteCommand<TOutcome> : QueuedCommand
{
    private readonly TaskCompletionSource<Result<TOutcome>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Result<TOutcome> _outcome;

    /// <summary>The caller's answer: complete once the transaction is on the disk.</summary>
    [JsonIgnore]
    internal Task<Result<TOutcome>> Answer => _answer.Task;

    /// <summary>Does it. Refusals are values; an exception is a bug or a lost race.</summary>
    protected abstract ValueTask<Result<TOutcome>> ApplyAsync(Work work);

    internal override async ValueTask<bool> RunAsync(Work work)
    {
        var recordKey = IdempotencyKey is null ? default : CommandRecord.KeyOf(MerchantId, IdempotencyKey);
        byte[]? body = null;
        if (IdempotencyKey is not null)
        {
            body = Fingerprint();
            if (await work.Session.GetAsync<CommandRecord>(recordKey) is { } before)
            {
                _outcome = before.Matches(Kind, body)
                    ? JsonSerializer.Deserialize<TOutcome>(before.Outcome, JsonSerializerOptions.Web)!
                    : CommandErrors.KeyReused(IdempotencyKey);
                return _outcome.Succeeded;
            }
        }

        _outcome = await ApplyAsync(work);
        if (_outcome.Succeeded)
            work.AssertSettled(Kind);
        if (_outcome.Succeeded && body is not null)
            work.Session.Insert(CommandRecord.Create(MerchantId, IdempotencyKey!, Kind, body, JsonSerializer.Serialize(_outcome.Value, JsonSerializerOptions.Web), work.Now));
        return _outcome.Succeeded;
    }

    internal override void Complete() => _answer.TrySetResult(_outcome);

    internal override void Refuse(Failure failure) => _answer.TrySetResult(failure);

    internal override void Break(Exception exception) => _answer.TrySetException(exception);

    private byte[] Fingerprint() => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Body, Body.GetType(), Bodies.Options));
}

/// <summary>How bodies are written before they are hashed.</summary>
internal static class Bodies
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OnlyWritten } },
    };

    /// <summary>What is required of who makes a command is no concern of who only writes it down; the serializer would refuse a required property that it is to ignore.</summary>
    private static void OnlyWritten(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(QueuedCommand)))
            return;
        foreach (var property in type.Properties)
            property.IsRequired = false;
    }
}

/// <summary>What the queue needs to know of a command.</summary>
public abstract class QueuedCommand
{
    [JsonIgnore]
    public required int MerchantId { get; init; }

    /// <summary>Unique per merchant for one intended effect; the same command under the same key has it once and gets the same answer. Null: no protection.</summary>
    [JsonIgnore]
    public string? IdempotencyKey { get; init; }

    /// <summary>A stable name of the kind of command.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>What makes the command what it is: two commands under one key must have equal bodies. Times of receipt do not belong in it.</summary>
    [JsonIgnore]
    protected virtual object Body => this;

    internal abstract ValueTask<bool> RunAsync(Work work);

    internal abstract void Complete();

    internal abstract void Refuse(Failure failure);

    internal abstract void Break(Exception exception);
}
