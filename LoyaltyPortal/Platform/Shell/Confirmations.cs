namespace LoyaltyPortal.Platform.Shell;

/// <summary>A question before something that cannot be undone.</summary>
/// <param name="Title">What will happen, as a question: "Erase Ada Lovelace?".</param>
/// <param name="Body">What it means.</param>
/// <param name="Action">A verb for the button that goes on.</param>
public sealed record Confirmation(string Title, string Body, string Action)
{
    public bool Danger { get; init; }

    /// <summary>What must be typed first; null asks with a button alone.</summary>
    public string? Typed { get; init; }
}

/// <summary>
/// Asks the reader and waits for the answer. Where the act can be undone, act and offer it in a toast instead;
/// where it cannot, ask for <see cref="Confirmation.Typed"/>.
/// </summary>
public sealed class Confirmations
{
    private TaskCompletionSource<bool>? answer;

    /// <summary>The open question, shown by the layout.</summary>
    public Confirmation? Open { get; private set; }

    public event Action? Changed;

    /// <summary>True when the reader goes on; false when they turn back, or ask something else meanwhile.</summary>
    public Task<bool> AskAsync(Confirmation question)
    {
        answer?.TrySetResult(false);
        answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Open = question;
        Changed?.Invoke();
        return answer.Task;
    }

    /// <summary>Closes the question with the reader's choice.</summary>
    public void Answer(bool goOn)
    {
        Open = null;
        answer?.TrySetResult(goOn);
        answer = null;
        Changed?.Invoke();
    }
}
