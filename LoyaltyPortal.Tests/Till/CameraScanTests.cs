using Bunit;
using LoyaltyPortal.Till;
using LoyaltyPortal.Till.Pages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace LoyaltyPortal.Tests.Till;

public sealed class CameraScanTests : ComponentContext
{
    private readonly SlowCamera _camera = new();

    public CameraScanTests()
    {
        Services.AddSingleton<IJSRuntime>(_camera);
        Services.AddScoped<TillScript>();
    }

    [Fact]
    public async Task A_camera_that_is_closed_while_it_starts_is_let_go_of_and_the_next_one_stays()
    {
        var scan = Render<CameraScan>(parts => parts.Add(part => part.OnScanned, _ => { }));
        await scan.InvokeAsync(() => scan.Find("#scan-open").Click());
        await scan.InvokeAsync(() => scan.Find("#scan-close").Click());
        await scan.InvokeAsync(() => scan.Find("#scan-open").Click());

        _camera.Opened[0].SetResult(new Module(_camera, "first"));
        _camera.Opened[1].SetResult(new Module(_camera, "second"));
        scan.WaitForAssertion(() => Assert.Equal(["first stop"], _camera.Said));

        await scan.InvokeAsync(() => scan.Find("#scan-close").Click());
        Assert.Equal(["first stop", "second stop"], _camera.Said);
    }

    /// <summary>A browser whose cameras take their time: each start waits to be answered.</summary>
    private sealed class SlowCamera : IJSRuntime
    {
        public List<TaskCompletionSource<IJSObjectReference>> Opened { get; } = [];

        public List<string> Said { get; } = [];

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => (TValue)await AnswerAsync("page", identifier);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);

        public async Task<object> AnswerAsync(string who, string identifier)
        {
            switch (identifier)
            {
                case "import":
                    return new Module(this, "module");
                case "start":
                    Opened.Add(new());
                    return await Opened[^1].Task;
                case "stop":
                    Said.Add(who + " stop");
                    break;
            }

            return null!;
        }
    }

    private sealed class Module(SlowCamera camera, string name) : IJSObjectReference
    {
        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => (TValue)await camera.AnswerAsync(name, identifier);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
