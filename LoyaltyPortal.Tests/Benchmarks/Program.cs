Console.WriteLine("usage: dotnet run -c Release --project LoyaltyPortal.Tests/Benchmarks -- [name]");
