using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoyaltyPortal.Benchmarks;

/// <summary>An open wallet as a browser would keep it: the page, its circuit over a WebSocket, every render acknowledged, every script call answered with nothing.</summary>
internal sealed partial class WalletCircuit : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _rendered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private int _objects;

    private WalletCircuit(CookieContainer cookies) => _socket.Options.Cookies = cookies;

    /// <summary>How many renders have come.</summary>
    public int Renders { get; private set; }

    public static async Task<WalletCircuit> OpenAsync(Uri portal, CookieContainer cookies, HttpClient http, string path)
    {
        var circuit = new WalletCircuit(cookies);
        try
        {
            var page = await http.GetStringAsync(path);
            var markers = Markers().Matches(page).Select(marker => marker.Groups[1].Value).ToList();
            if (markers.Count == 0)
                throw new InvalidOperationException($"{path} has nothing interactive.");
            var state = State().Match(page).Groups[1].Value;
            using var negotiated = JsonDocument.Parse(await (await http.PostAsync("_blazor/negotiate?negotiateVersion=1", null)).Content.ReadAsStringAsync());
            var socket = new UriBuilder(portal) { Scheme = "ws", Path = "/_blazor", Query = "id=" + Uri.EscapeDataString(negotiated.RootElement.GetProperty("connectionToken").GetString()!) };
            await circuit._socket.ConnectAsync(socket.Uri, circuit._closing.Token);
            circuit._reading = circuit.ReadAsync();
            await circuit.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"));
            await circuit._connected.Task.WaitAsync(Patience);
            await circuit.CallAsync("1", "StartCircuit", portal.ToString(), new Uri(portal, path).ToString(), "[]", state);
            await circuit._started.Task.WaitAsync(Patience);
            var operations = markers.Select((marker, index) => $$"""{"type":"add","ssrComponentId":{{index + 1}},"marker":{{marker}}}""");
            await circuit.CallAsync(null, "UpdateRootComponents", $$"""{"batchId":1,"operations":[{{string.Join(',', operations)}}]}""", state);
            await circuit._rendered.Task.WaitAsync(Patience);
            return circuit;
        }
        catch
        {
            await circuit.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a browser does every fifteen seconds, so that the server does not take it for gone.</summary>
    public Task PingAsync() => SendAsync(BlazorPack.Frame(6));

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
        _closing.Dispose();
    }

    private Task CallAsync(string? id, string target, params object?[] arguments) =>
        SendAsync(BlazorPack.Frame(1, new Dictionary<string, string>(), id, target, arguments, Array.Empty<object?>()));

    private async Task SendAsync(byte[] bytes)
    {
        await _sending.WaitAsync(_closing.Token);
        try
        {
            await _socket.SendAsync(bytes, bytes.Length > 0 && bytes[0] == (byte)'{' ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, _closing.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        var arrived = new List<byte>();
        var isShaken = false;
        try
        {
            while (!_closing.IsCancellationRequested)
            {
                var got = await _socket.ReceiveAsync(buffer, _closing.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                    throw new InvalidOperationException($"The circuit was closed: {got.CloseStatusDescription}");
                arrived.AddRange(buffer.AsSpan(0, got.Count));
                if (!isShaken)
                {
                    if (arrived.IndexOf(0x1e) is not (>= 0 and var end))
                        continue;
                    arrived.RemoveRange(0, end + 1);
                    isShaken = true;
                    _connected.TrySetResult();
                }

                foreach (var message in BlazorPack.TakeMessages(arrived).ToList())
                    await AnswerAsync(message);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException || _closing.IsCancellationRequested)
        {
            // Closed from this side.
        }
        catch (Exception exception)
        {
            foreach (var waiting in (TaskCompletionSource[])[_connected, _started, _rendered])
                waiting.TrySetException(exception);
        }
    }

    private async Task AnswerAsync(object?[] message)
    {
        switch (message)
        {
            case [3L, _, "1", 1L, var error, ..]:
                throw new InvalidOperationException($"The circuit did not start: {error}");
            case [3L, _, "1", ..]:
                _started.TrySetResult();
                break;
            case [1L, _, _, "JS.RenderBatch", object?[] batch, ..]:
                Renders++;
                await CallAsync(null, "OnRenderCompleted", batch[0], null);
                _rendered.TrySetResult();
                break;
            case [1L, _, _, "JS.BeginInvokeJS", object?[] call, ..]:
                var result = call.Length > 3 && call[3] is 1L ? $$"""{"__jsObjectId":{{++_objects}}}""" : "null"; // what is imported is an object, everything else is nothing
                await CallAsync(null, "EndInvokeJSFromDotNet", call[0], true, $"[{call[0]},true,{result}]");
                break;
            case [1L, _, _, "JS.Error", object?[] said, ..]:
                throw new InvalidOperationException($"The circuit failed: {said[0]}");
            default:
                break; // pings, attachments and answers that nothing waits for
        }
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\"[^>]*?\"descriptor\"[^>]*?\\})-->", RegexOptions.None, 5_000)]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:([^>]*?)-->", RegexOptions.None, 5_000)]
    private static partial Regex State();
}
