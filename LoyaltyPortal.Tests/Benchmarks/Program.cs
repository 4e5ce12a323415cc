using LoyaltyPortal.Benchmarks;

return args switch
{
    ["posting", .. var rest] => await PostingBenchmark.RunAsync(rest is [var rounds] ? int.Parse(rounds) : 5),
    ["import", var file, .. var rest] => await ImportBenchmark.RunAsync(file, rest is [var rounds] ? int.Parse(rounds) : 1),
    ["lookup", .. var sizes] => await LookupBenchmark.RunAsync(sizes.Length == 0 ? [10_000, 100_000, 1_000_000] : [.. sizes.Select(int.Parse)]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project LoyaltyPortal.Tests/Benchmarks -- posting [ROUNDS] | import FILE [ROUNDS] | lookup [SIZE …]");
    return 2;
}
