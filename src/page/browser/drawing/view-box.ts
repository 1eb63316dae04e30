/** What of a picture is seen, in its own units. Without the DOM. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Area extends Point, Size {}

/** Pixels on the screen for one of the picture. */
const SCALES = { least: 0.05, fitting: 1.3, most: 4 };

/** How many pixels of the screen one of the picture takes. */
export function scaleOf(view: Area, frame: Size): number {
  return frame.width / view.width;
}

/** The whole picture in the middle of the frame, at most a little larger than it was made. */
export function fitting(picture: Size, frame: Size): Area {
  const scale = Math.min(
    SCALES.fitting,
    frame.width / picture.width,
    frame.height / picture.height,
  );
  return centred({ x: picture.width / 2, y: picture.height / 2 }, scale, frame);
}

function centred({ x, y }: Point, scale: number, frame: Size): Area {
  const [width, height] = [frame.width / scale, frame.height / scale];
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** Larger (`by` above 1) or smaller, where the point of the frame keeps showing the same place. */
export function zoomed(view: Area, frame: Size, at: Point, by: number): Area {
  const before = scaleOf(view, frame);
  const scale = Math.min(SCALES.most, Math.max(SCALES.least, before * by));
  return {
    x: view.x + at.x / before - at.x / scale,
    y: view.y + at.y / before - at.y / scale,
    width: frame.width / scale,
    height: frame.height / scale,
  };
}

/** Moved by pixels of the screen. */
export function panned(view: Area, frame: Size, by: Point): Area {
  const scale = scaleOf(view, frame);
  return { ...view, x: view.x - by.x / scale, y: view.y - by.y / scale };
}

/** The same, so that a part of the picture stays in the frame: nobody loses it. */
export function kept(view: Area, picture: Size): Area {
  const within = (start: number, length: number, whole: number) => {
    const most = Math.min(length, whole) / 4;
    return Math.min(Math.max(start, most - length), whole - most);
  };
  return {
    ...view,
    x: within(view.x, view.width, picture.width),
    y: within(view.y, view.height, picture.height),
  };
}

/** Moved as little as it takes to show an area with some room around it, and not zoomed. */
export function showing(view: Area, area: Area): Area {
  const room = Math.min(view.width, view.height) / 12;
  const axis = (start: number, length: number, from: number, size: number) => {
    if (from - room < start) return from - room;
    const end = from + size + room;
    return end > start + length ? Math.min(end - length, from - room) : start;
  };
  return {
    ...view,
    x: axis(view.x, view.width, area.x, area.width),
    y: axis(view.y, view.height, area.y, area.height),
  };
}

/** An area in the middle of the frame, as large as it is readable. */
export function closeUp(area: Area, frame: Size): Area {
  const scale = Math.min(1, frame.width / (area.width * 1.15), frame.height / (area.height * 1.15));
  return centred({ x: area.x + area.width / 2, y: area.y + area.height / 2 }, scale, frame);
}
