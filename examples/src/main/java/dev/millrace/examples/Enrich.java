/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Joins orders with a catalogue of products that is small enough for a side input, writes the
 * enriched orders and those of unknown products to different files and prints revenue by category.
 */
public final class Enrich {
  private static final TupleTag<KV<String, Long>> REVENUE = new TupleTag<>() {};
  private static final TupleTag<String> ENRICHED = new TupleTag<>() {};
  private static final TupleTag<String> UNKNOWN = new TupleTag<>() {};

  private Enrich() {}

  /** What to join and where to write it. */
  public interface Options extends PipelineOptions {
    @Description("The orders: order_id,product_id,quantity.")
    @Default.String("examples/data/orders.csv")
    String getOrders();

    void setOrders(String orders);

    @Description("The products: product_id,category,price_cents,name.")
    @Default.String("examples/data/products.csv")
    String getProducts();

    void setProducts(String products);

    @Description("What the names of the files written begin with.")
    @Default.String("examples/target/enrich/orders")
    String getOutput();

    void setOutput(String output);
  }

  /** A product of the catalogue. */
  record Product(String category, long cents, String name) implements Serializable {}

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    PCollectionView<Map<String, Product>> catalogue =
        pipeline
            .apply("ReadProducts", TextIO.read().from(options.getProducts()).withSkipHeaderLines(1))
            .apply(
                "ParseProducts",
                MapElements.into(
                        TypeDescriptors.kvs(
                            TypeDescriptors.strings(), TypeDescriptor.of(Product.class)))
                    .via(Enrich::parseProduct))
            .apply("Catalogue", View.asMap());

    PCollectionTuple joined =
        pipeline
            .apply("ReadOrders", TextIO.read().from(options.getOrders()).withSkipHeaderLines(1))
            .apply(
                "Join",
                ParDo.of(new Join())
                    .withSideInput("catalogue", catalogue)
                    .withOutputTags(REVENUE, TupleTagList.of(ENRICHED).and(UNKNOWN)));

    joined
        .get(ENRICHED)
        .apply(
            "WriteEnriched",
            TextIO.write().to(options.getOutput() + "-enriched").withoutSharding());
    joined
        .get(UNKNOWN)
        .apply(
            "WriteUnknown", TextIO.write().to(options.getOutput() + "-unknown").withoutSharding());
    joined
        .get(REVENUE)
        .apply("RevenueByCategory", Sum.longsPerKey())
        .apply(
            "FormatRevenue",
            MapElements.into(TypeDescriptors.strings())
                .via(
                    revenue ->
                        String.format(
                            Locale.ROOT,
                            "%-12s %10.2f",
                            revenue.getKey(),
                            revenue.getValue() / 100.0)))
        .apply("PrintRevenue", ParDo.of(new PrintLines()));

    pipeline.run().waitUntilFinish();
    System.out.println("The orders are in " + options.getOutput() + "-enriched and -unknown");
  }

  private static KV<String, Product> parseProduct(String line) {
    String[] fields = line.split(",", 4);
    return KV.of(fields[0], new Product(fields[1], Long.parseLong(fields[2]), fields[3]));
  }

  /** Looks every order's product up in the catalogue. */
  static final class Join extends DoFn<String, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element String order,
        @SideInput("catalogue") Map<String, Product> products,
        MultiOutputReceiver outputs) {
      String[] fields = order.split(",", 3);
      Product product = products.get(fields[1]);
      if (product == null) {
        outputs.get(UNKNOWN).output(order);
        return;
      }
      long cents = product.cents() * Long.parseLong(fields[2]);
      outputs.get(ENRICHED).output(order + "," + product.name() + "," + cents);
      outputs.get(REVENUE).output(KV.of(product.category(), cents));
    }
  }
}
